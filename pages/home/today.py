"""Temporary."""
import streamlit as st
from components.session import current_user
st.title(current_user().name)
