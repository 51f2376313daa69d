"""An invented clinic to look at before one's own files are at hand, and simulations whose truth is known."""

from afterglow.demo.files import PEOPLE, SEED, Clinic, demo_files, invent, write_demo
from afterglow.demo.mistakes import Mistake
from afterglow.demo.people import CUT_OFF

__all__ = ["CUT_OFF", "PEOPLE", "SEED", "Clinic", "Mistake", "demo_files", "invent", "write_demo"]
