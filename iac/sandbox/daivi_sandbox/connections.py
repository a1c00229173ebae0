"""Connections of the HTTP server."""

from hypercorn.asyncio.tcp_server import TCPServer


def close_at_once() -> None:
    """Have the server close its side when a client has closed the other.

    By itself it lets such a connection lie until the time for idle ones is over: a deploy with its thousands of requests
    would come to the most files that a process may have open.
    """
    read = TCPServer._read_data

    async def read_and_end(self) -> None:
        await read(self)
        await self.idle_task.stop()

    TCPServer._read_data = read_and_end
