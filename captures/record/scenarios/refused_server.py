"""A server that says no in five ways. 403 is the library's own check of the Origin, 401 its own basic_auth;
404, 426 and 302 are answers of this program, given by the library."""

import asyncio
import http

from websockets.asyncio.server import basic_auth, serve

IP, PORT = "192.0.2.80", 8080
ask_password = basic_auth(realm="class 3", credentials=("student", "not-a-real-password"))


def moved(connection):
    """The old room."""
    response = connection.respond(http.HTTPStatus.FOUND, "The room has moved.\n")
    response.headers["Location"] = "ws://server.example.com:8080/chat"
    return response


def wrong_version(connection):
    """RFC 6455, 4.4: names the versions that would do."""
    response = connection.respond(http.HTTPStatus.UPGRADE_REQUIRED, "This server speaks version 13.\n")
    response.headers["Sec-WebSocket-Version"] = "13"
    response.headers["Upgrade"] = "websocket"
    return response


async def check(connection, request):
    """Answers with a refusal, or with nothing where the library goes on."""
    if request.headers.get("Sec-WebSocket-Version") != "13":
        return wrong_version(connection)
    if request.path == "/old-room":
        return moved(connection)
    if request.path == "/teachers":
        return await ask_password(connection, request)
    if request.path != "/chat":
        return connection.respond(http.HTTPStatus.NOT_FOUND, "There is no such room.\n")
    return None


async def main():
    """Serves until it is told to stop."""
    async with serve(lambda socket: socket.wait_closed(), IP, PORT, process_request=check,
                     origins=["http://example.com"]):
        print("ready", flush=True)
        await asyncio.get_running_loop().create_future()


asyncio.run(main())
