"""Run by alembic: the steps are taken on the connection that `database` hands over, within its
transaction.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
