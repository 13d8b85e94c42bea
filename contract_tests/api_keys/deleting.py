"""deleteApiKey."""

from layers_mock.kit import Api, check, equal, holds

from .keys import ROW, by, id_of, is_refused, is_stopped, others_go_on, retiring, works

__all__: list[str] = []


@check("delete-api-key.answer", alone=True)
def a_deletion_answers_the_key(api: Api) -> None:
    """200 with `deleted` true and every field of the key, the first time and the second."""
    organization = api.made("getWhoami")["organizationId"]
    key = api.state("retired_key")
    for _ in range(2):
        made = api.call("deleteApiKey", key).succeeded(200)
        row = made["apiKey"]
        equal(sorted(ROW - set(row)), [], "fields of apiKey that are missing")
        equal((made.get("deleted"), row["isActive"]), (True, False), "deleted and isActive")
        equal((row["id"], row["organizationId"]), (key, organization), "id and organizationId")
        holds(isinstance(row["name"], str) and row["name"], f"name {row['name']!r}")
        holds(isinstance(row["revokedAt"], str), f"revokedAt {row['revokedAt']!r}")


@check("delete-api-key.refused-at-once", alone=True)
def the_next_request_of_a_deleted_key_is_refused(api: Api) -> None:
    """It worked, it was deleted, and reads and writes are 503 KILL_SWITCH with the scope `key`, in either header."""
    key = retiring(api)
    works(api, key.secret)
    api.call("deleteApiKey", key.id).succeeded(200)
    is_stopped(api, key.secret)


@check("delete-api-key.only-that-key", alone=True)
def other_keys_go_on(api: Api) -> None:
    """Behind a deletion the caller and the other keys of the organisation are let through as before."""
    api.call("deleteApiKey", api.state("retired_key")).succeeded(200)
    others_go_on(api)


@check("delete-api-key.kill-switch", alone=True)
def a_working_key_is_deleted_with_its_switch_as_it_was(api: Api) -> None:
    """`killSwitch` false in the answer to the deletion of a key that worked."""
    key = retiring(api)
    row = api.call("deleteApiKey", key.id).succeeded(200)["apiKey"]
    equal((row["killSwitch"], row["isActive"]), (False, False), "killSwitch and isActive")


@check("delete-api-key.kill-switch", alone=True)
def a_killed_key_is_deleted_with_its_switch_as_it_was(api: Api) -> None:
    """`killSwitch` true in the answer to the deletion of a key that was killed."""
    key = retiring(api)
    api.made("killApiKey", key.id)
    row = api.call("deleteApiKey", key.id).succeeded(200)["apiKey"]
    equal((row["killSwitch"], row["isActive"]), (True, False), "killSwitch and isActive")


@check("delete-api-key.whoami", alone=True)
def a_deleted_key_still_learns_whose_it_is(api: Api) -> None:
    """Its getWhoami is answered, as before the deletion."""
    key = retiring(api)
    before = by(api, key.secret, "getWhoami").succeeded(200)
    api.made("deleteApiKey", key.id)
    after = by(api, key.secret, "getWhoami").succeeded(200)
    changed = {name for name in {*before, *after} - {"creditBalance"} if before.get(name) != after.get(name)}
    equal(changed, set(), "fields that a deletion changed")


@check("delete-api-key.repeat", alone=True)
def deleting_again_changes_nothing(api: Api) -> None:
    """The same row, `revokedAt` included, however much later and whoever asks."""
    key = api.state("retired_key")
    first = api.call("deleteApiKey", key).succeeded(200)
    for role in ("full", "second"):
        api.let_pass(100, elsewhere=1.1)
        equal(api.call("deleteApiKey", key, key=role).succeeded(200), first, f"the answer when {role} deletes it again")


@check("delete-api-key.itself", alone=True)
def a_key_deletes_itself(api: Api) -> None:
    """It gets its answer, and is refused when it asks again."""
    key = retiring(api)
    made = by(api, key.secret, "deleteApiKey", key.id).succeeded(200)
    equal((made["apiKey"]["id"], made["apiKey"]["isActive"]), (key.id, False), "id and isActive")
    by(api, key.secret, "deleteApiKey", key.id).refused(503, "KILL_SWITCH")
    is_refused(api, key.secret)


@check("delete-api-key.not-found")
def deleting_what_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, another organisation's and the organisation's own id; the foreign key goes on."""
    foreign = id_of(api, "other")
    for key in (api.uuid(), foreign, api.made("getWhoami")["organizationId"]):
        api.call("deleteApiKey", key).refused(404, "NOT_FOUND")
    api.call("listProjects", key="other").succeeded(200)
    equal(api.call("getWhoami", key="other").succeeded(200)["apiKeyId"], foreign, "apiKeyId of the foreign key")


@check("delete-api-key.any-key", alone=True)
def any_key_may_delete(api: Api) -> None:
    """Keys with a scope list, whatever it leaves out, and keys without one."""
    for role in ("limited", "writer", "second", "full"):
        api.call("deleteApiKey", api.state("retired_key"), key=role).succeeded(200)
