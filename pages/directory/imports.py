"""Files of organisations: handed in, checked row by row, written all at once, and what came of earlier ones."""

import streamlit as st

from components import address, import_upload, import_view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import paging, topics
from domain.queries import imports

person = current_user()
brought = (topics.IMPORTS,)
heartbeat(brought)

st.title(t("Bring in organisations"), anchor=False)
batch = import_view.asked(person)
if batch:
    import_view.show(person, batch)
with st.expander(
    t("Hand in a file"), icon=":material/upload_file:", expanded=batch is None, key="import-new"
):
    import_upload.new()
st.subheader(t("Earlier files"), anchor=False)
table = st.container()
pages = paging.pages(read(imports.count, person, topics=brought), imports.PAGE)
page = address.page("page", pages=pages, of=())
with table:
    import_view.table(read(imports.imports, person, page, topics=brought))
