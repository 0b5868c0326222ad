"""What the admin pages say, and that they say it of the right things."""

import pytest

pytestmark = pytest.mark.anyio
PAGES = ("/admin", "/admin/live.json", "/admin/agreement", "/admin/raters", "/admin/raters/1",
         "/admin/raters/1/exclude", "/admin/people", "/admin/troubles", "/admin/audit", "/admin/stimuli",
         "/admin/password", "/admin/download/answers.csv", "/admin/download/questions.csv",
         "/admin/download/all-answers.csv")  # fmt: skip


@pytest.mark.parametrize("answered", [False, True])
async def test_every_page_opens(site, admin, answered):
    person = await site.enter("anna")
    if answered:
        await site.answer(person)
        await site.answer(await site.enter("bela"))
    for path in PAGES:
        page = await admin.get(path)
        assert page.status_code == 200, (path, page.text)
