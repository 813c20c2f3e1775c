"""Research results that come in files: bibliographies and patent exports, read, compared and entered."""
