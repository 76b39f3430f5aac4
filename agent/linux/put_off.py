"""Modules that a library imports at its start and this agent never uses: loaded at their first use instead."""

import importlib
import sys
from types import ModuleType
from typing import Any


def put_off(name: str) -> None:
    """Let `import name` load nothing until something is asked of the module; nothing changes where it is loaded."""
    if name in sys.modules:
        return
    package, _, module = name.rpartition(".")
    sys.modules[name] = _Later(name)
    setattr(importlib.import_module(package), module, sys.modules[name])


class _Later(ModuleType):
    """Stands for a module of a package until it is used, then makes way for it."""

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):  # asked by the import system itself
            raise AttributeError(key)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), key)
