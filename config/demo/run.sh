#!/bin/sh
# The demonstration: a gateway and a simulated fridge on this machine, until Ctrl-C. Its data is in var/demo.
set -eu

here=$(dirname "$0")
data=var/demo
secret=$data/pi-1.secret

mkdir -p "$data"
if [ ! -s "$secret" ]; then
    (umask 077 && python -c 'import secrets; print(secrets.token_hex(16))' >"$secret")
fi

stop() {
    trap - INT TERM EXIT
    kill "$agent" "$gateway" 2>/dev/null || :
    wait
}

python -m gateway run --config "$here/gateway.toml" &
gateway=$!
# The first start shows what there is to see; later ones leave the counter to you.
[ -e "$data/journal.db" ] || set -- --story "$@"
python -m agent.simulated --config "$here/agent.toml" "$@" &
agent=$!
trap stop EXIT
trap 'exit 0' INT TERM

cat <<TEXT
Vigifroid
  page du pharmacien / pharmacist's page   http://127.0.0.1:8080/
  banc d'essai / test bench                http://127.0.0.1:8081/
  écran du frigo / screen at the fridge    http://127.0.0.1:8082/
  pharmacienne / pharmacist                Anne Martin, code PIN 2468
  arrêter / stop                           Ctrl-C
TEXT

# The demonstration is over as soon as either of the two is.
while kill -0 "$agent" 2>/dev/null && kill -0 "$gateway" 2>/dev/null; do
    sleep 1
done
echo "La démonstration s'arrête : un de ses deux programmes a fini. / One of the two programs has ended." >&2
