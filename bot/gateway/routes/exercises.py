"""Exercises, and the sheets that patients fill in: theirs to see, to change, to take away and to take along."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import hdrs, web

from bot.accounts.permissions import Permission
from bot.channels.web import NAME
from bot.gateway.call import Call
from bot.gateway.endpoint import Routes
from bot.gateway.keys import LIMITS, METRICS
from bot.gateway.present_sheets import ask_first_out, entry_out, sheet_out, worked_out
from bot.gateway.schemas import exercises as shapes
from bot.gateway.schemas.base import Nothing
from bot.programme.exercise_schema import Sheet
from bot.programme.sheets.shown import HIDDEN, all_worked, areas_of, as_plain, ask_first, ordered, show

routes = Routes("exercises")


@routes.get("/api/patient/exercises", Permission.SHEETS_OWN)
async def exercises(call: Call) -> shapes.ExercisesAnswer:
    """Return the exercises there are, and of which one keeps a sheet."""
    programme = call.factory.programme
    begun = await programme.sheets.begun(call.actor.id)
    return shapes.ExercisesAnswer(exercises=[entry_out(one, begun=one.id in begun) for one in ordered(programme.content)])


@routes.get("/api/patient/exercises/{exercise}", Permission.SHEETS_OWN)
async def exercise(call: Call, query: shapes.ExerciseQuery) -> shapes.ExerciseAnswer:
    """Return one exercise with one's own sheets of it, and what the program works out from them.

    Where ``ask_first`` is not null, nothing is proposed before its question is answered: ``cleared`` says with what.
    """
    programme = call.factory.programme
    found, content = programme.sheets.exercise(call.request.match_info["exercise"]), programme.content
    kept = await programme.sheets.of(call.actor.id, found.id) if isinstance(found, Sheet) else []
    worked = all_worked(content, found, kept, cleared=query.cleared) if isinstance(found, Sheet) else None
    return shapes.ExerciseAnswer(
        exercise=found.model_dump(mode="json", exclude=HIDDEN),
        areas=areas_of(content),
        sheets=[sheet_out(show(content, one)) for one in kept],
        worked=worked_out(worked),
        ask_first=ask_first_out(ask_first(content, found)),
    )


@routes.post("/api/patient/sheets", Permission.SHEETS_OWN, status=HTTPStatus.CREATED)
async def save(call: Call, body: shapes.NewSheet) -> shapes.SheetAnswer:
    """Keep a sheet. Its words go the way of a message first: stored, screened and shown like any other.

    The same ``client_id`` and values again are the same saving: 200 instead of 201. 422 names the field in ``details.field``; 404
    when ``sheet`` is none of one's own; 409 when the ``client_id`` was used for other words; 429 as for messages.
    """
    await call.request.app[LIMITS].message(call.actor.id)
    record, message, new = await call.factory.filled_in.save(
        call.actor, body.exercise, body.values, client_id=body.client_id, channel=NAME, sheet_id=body.sheet
    )
    if new:
        call.request.app[METRICS].accepted(message.sender.value)
    else:
        call.status = HTTPStatus.OK
    content = call.factory.programme.content
    said = call.factory.programme.sheets.sheet(body.exercise).saved
    return shapes.SheetAnswer(sheet=sheet_out(show(content, record)), saved=said, message_seq=message.seq)


@routes.post("/api/patient/sheets/{id}/remove", Permission.SHEETS_OWN)
async def remove(call: Call) -> Nothing:
    """Take a sheet of one's own away. The message that carried it stays in the conversation."""
    await call.factory.programme.sheets.remove(call.actor, call.id)
    return Nothing()


@routes.get("/api/patient/sheets/export", Permission.SHEETS_OWN)
async def export(call: Call, query: shapes.ExportQuery) -> web.Response:
    """Return all of one's own sheets as a file, JSON or plain text."""
    programme = call.factory.programme
    shown = [show(programme.content, one) for one in await programme.sheets.of(call.actor.id, limit=None)]
    if query.form == "text":
        zone = call.logged_in.person.time_zone or call.factory.settings.time_zone
        body, kind, name = as_plain(shown, zone), "text/plain", "handrail-sheets.txt"
    else:
        answer = shapes.SheetsAnswer(sheets=[sheet_out(one) for one in shown])
        body, kind, name = answer.model_dump_json(indent=2), "application/json", "handrail-sheets.json"
    headers = {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"'}
    return web.Response(text=body, content_type=kind, charset="utf-8", headers=headers)


@routes.get("/api/staff/patients/{id}/sheets", Permission.SHEETS_READ)
async def of_patient(call: Call) -> shapes.SheetsAnswer:
    """Return a patient's sheets, within the caseload. That they were read is recorded."""
    person = await call.factory.accounts.person(call.id)
    await call.factory.accounts.require_may_read(call.actor, person.id)
    programme = call.factory.programme
    kept = await programme.sheets.read_by(call.actor, person.id)
    return shapes.SheetsAnswer(sheets=[sheet_out(show(programme.content, one)) for one in kept])
