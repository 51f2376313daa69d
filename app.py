"""The Afterglow app. Start it with `streamlit run app.py`, `uvicorn app:app` or `python app.py`."""

from pathlib import Path
from threading import Thread

import streamlit as st

from afterglow import server
from afterglow.ui import failure

app = st.App(
    Path(__file__).resolve().parent / "src" / "afterglow" / "ui" / "main.py",
    routes=server.routes(),
    middleware=server.middleware(),
    on_script_error=failure.show,
)


def prepare() -> None:
    """Have the demo clinic ready before the first reader asks for it."""
    from afterglow.ui import state

    state.prepare_demo()


Thread(target=prepare, daemon=True).start()

if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, host="localhost", port=8501)
