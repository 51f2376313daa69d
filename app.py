"""The Afterglow app. Start it with `streamlit run app.py`, `uvicorn app:app` or `python app.py`."""

from pathlib import Path

import streamlit as st

from afterglow import server
from afterglow.ui import failure, warming

app = st.App(
    Path(__file__).resolve().parent / "src" / "afterglow" / "ui" / "main.py",
    routes=server.routes(),
    middleware=server.middleware(),
    lifespan=warming.lifespan,
    on_script_error=failure.show,
)

if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, host="localhost", port=8501)
