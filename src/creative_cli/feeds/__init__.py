"""Product feeds: tables of products as shops and spreadsheets export them, read row by row."""
