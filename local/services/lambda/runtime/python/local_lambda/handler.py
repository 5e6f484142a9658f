"""Finds a function's handler, with the errors that Lambda's Python runtime gives."""

import importlib
import importlib.machinery
import os
import sys

from .errors import RuntimeFault


class Provided:
    """Finds the packages that Lambda's runtime brings, after the function's own and its layers'."""

    def __init__(self, packages):
        self._packages = packages

    def find_spec(self, name, path=None, target=None):
        if path is not None or name not in self._packages:
            return None
        return importlib.machinery.PathFinder.find_spec(name, [self._packages[name]])


def provide(start):
    """Where modules are looked for: the function, its layers, Python's own, and what the runtime brings.

    https://docs.aws.amazon.com/lambda/latest/dg/python-package.html#python-package-searchpath
    """
    found = [start["taskRoot"]]
    if "opt" in start:
        python = os.path.join(start["opt"], "python")
        found += [os.path.join(python, "lib", start["runtime"], "site-packages"), python]
    sys.path[:0] = found
    sys.meta_path.append(Provided(start["packages"]))


def load_handler(handler):
    module_name, dot, function_name = handler.rpartition(".")
    if not dot:
        message = f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)"
        raise RuntimeFault("Runtime.MalformedHandlerName", message)
    if module_name.split(".")[0] in sys.builtin_module_names:
        message = f"Cannot use built-in module {module_name} as a handler module"
        raise RuntimeFault("Runtime.BuiltInModuleConflict", message)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise RuntimeFault("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        message = f"Syntax error in module '{module_name}': {error}"
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise RuntimeFault("Runtime.UserCodeSyntaxError", message, trace) from error
    try:
        return getattr(module, function_name)
    except AttributeError as error:
        message = f"Handler '{function_name}' missing on module '{module_name}'"
        raise RuntimeFault("Runtime.HandlerNotFound", message) from error
