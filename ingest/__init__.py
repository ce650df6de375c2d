"""From files to passages to a published generation of the index. Start at `build.py`.

catalogue.yaml ─ catalogue ─► entries ─ files ─► text ─ structure ─► passages ─ annotations ─►
build
"""
