# Usage: sh need-python.sh PYTHON. Says what to install when PYTHON cannot make a virtual environment.
python=$1

ask() {
    printf '%s\n' "$1" "$2" >&2
    exit 1
}

command -v "$python" >/dev/null ||
    ask "Python manque : sudo apt-get install python3 python3-venv" \
        "Python is missing: sudo apt-get install python3 python3-venv"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    ask "Il faut Python >= 3.11, trouvé $("$python" -V) : make PYTHON=/usr/bin/python3.11, ou Debian 12 (python3 python3-venv)" \
        "Expected Python >= 3.11, found $("$python" -V): make PYTHON=/usr/bin/python3.11, or Debian 12 (python3 python3-venv)"

"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    ask "Le paquet python3-venv manque : sudo apt-get install python3-venv" \
        "The package python3-venv is missing: sudo apt-get install python3-venv"
