"""Wrong twin of the catalogue: it compiles, and yet speaks half a language."""

HOLED_CATALOGUE = """
msgid "Nothing"
msgstr ""

#, fuzzy
msgid "Perhaps"
msgstr "Có lẽ"

#, python-format
msgid "%(count)s unit"
msgid_plural "%(count)s units"
msgstr[0] "đơn vị"

msgid "Saved"
msgstr "Đã lưu"
"""
