"""Officers pick nobody: until a number is called they learn nothing that leads to the person behind it."""

from tests.integration.house import House

NAME = "Nguyễn Thị Bí Mật"


def test_officers_learn_of_dossiers_and_follow_pages_only_with_the_call(house: House) -> None:
    officer = house.token("officer", 1)
    house.do("/counters/1/open", by=officer)
    first = house.issue("ho-tich")
    house.do("/counters/1/call-next", by=officer)
    house.do(f"/tickets/{first['id']}/start", by=officer)
    applicant = {"name": NAME, "phone": "0912345678"}
    body = {"procedure": "dang-ky-khai-sinh", "applicant": applicant, "documents": []}
    code = house.do(f"/tickets/{first['id']}/dossiers", body, by=officer)["code"]
    house.do(f"/tickets/{first['id']}/finish", by=officer)
    second = house.issue("ho-tich", purpose="collect", dossiers=[code])

    def shown() -> list[tuple[object, object]]:
        panel = house.get("/counters/1/panel", officer)
        rows = [
            *panel["waiting"],
            *([panel["ticket"]] if panel["ticket"] else []),
            *house.get("/queues/ho-tich/waiting", officer),
            *house.get(f"/tickets?number={second['number']}", officer),
            house.get(f"/tickets/{second['id']}", officer),
        ]
        told = [row for row in rows if row["id"] == second["id"]]
        assert NAME not in str(told)
        assert "0912345678" not in str(told)
        return [(row["dossiers"], row["follow_url"]) for row in told]

    assert shown() == [([], None)] * 4
    whole = house.get("/queues/ho-tich/waiting", house.supervisor)[0]
    assert (whole["dossiers"], whole["follow_url"]) == ([code], second["follow_url"])

    house.do("/counters/1/call-next", by=officer)
    assert shown() == [([code], None)] * 3
