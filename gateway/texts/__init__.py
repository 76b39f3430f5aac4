"""Words for people: every code, date and number as a French pharmacist writes it, in English too."""
