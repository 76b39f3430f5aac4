"""`python3 -m agent.simulated`: the real agent on a simulated fridge, and the page that turns its world."""

import argparse
import asyncio
import sys
from pathlib import Path

from agent.linux.configuration import Configuration, ConfigurationError, load
from agent.linux.log import start_logging
from agent.linux.service import serve
from agent.ports import JournalFault
from agent.simulated.control import control
from agent.simulated.hardware import SimulatedHardware
from agent.simulated.story import Story
from agent.simulated.world import World


def main() -> None:
    """Run until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8081, help="of the control page, on loopback")
    parser.add_argument("--gateway", default="http://127.0.0.1:8080/", help="the page that is linked to")
    parser.add_argument("--story", action="store_true", help="play the demonstration at the start")
    arguments = parser.parse_args()
    try:
        configuration = load(arguments.config)
    except ConfigurationError as error:
        sys.exit(str(error))
    start_logging()
    try:
        asyncio.run(_run(configuration, arguments.port, arguments.gateway, arguments.story))
    except JournalFault as fault:
        sys.exit(f"journal: {fault}")


async def _run(configuration: Configuration, port: int, gateway: str, play: bool) -> None:
    folder = Path(configuration.settings.journal_path).parent / "readers"
    world = World(configuration.settings, folder)
    world.plug_reader(True)
    story = Story(world)
    screen = configuration.settings.screen
    page = control(world, story, gateway, f"http://127.0.0.1:{screen['port']}/" if screen else "")
    tasks = [
        asyncio.create_task(world.turn(), name="world"),
        asyncio.create_task(page.start_server("127.0.0.1", port), name="control page"),
    ]
    if play:
        story.play()
    try:
        await serve(configuration, SimulatedHardware(configuration.settings, world))
    finally:
        await story.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        world.plug_reader(False)


if __name__ == "__main__":
    main()
