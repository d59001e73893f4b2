"""Flags: pages that hold no text, or not all of it, in several languages; and pages that only speak of such things."""

import pytest

import cleaner
from cleaner.flags import FLAGS, flags_of
from cleaner.page import Page

STORY = (
    "The ferry left the harbour at noon, and nobody on the quay could say when it would be back that day.\n"
    "Its captain had been told of the storm in the morning, but he had promised the islanders their mail and bread.\n"
)
LONG = STORY * 12

SAYING = {
    "captcha": [
        "Just a moment...\nharbour.example\nVerify you are human by completing the action below.\n",
        "Access denied\nOur systems have detected unusual traffic from your network. Please try again later.\n",
        "Bestätigen Sie bitte, dass Sie kein Roboter sind.\nWeiter\n",
        "Подтвердите, что вы не робот\nПродолжить\n",
    ],
    "javascript": [
        "Tide Tables\nPlease enable JavaScript to view this page.\n",
        "You need to enable JavaScript to run this app.\n",
        "Bitte aktivieren Sie JavaScript in Ihrem Browser, um fortzufahren.\n",
        "Veuillez activer JavaScript pour continuer.\n",
    ],
    "not-found": [
        "Home\nNews\n404\nSorry, the page you are looking for could not be found.\nBack to the start\n",
        "Page not found\nHome\nContact\n",
        "Startseite\nSeite nicht gefunden\nZurück\n",
        "Accueil\nPage introuvable\nRetour\n",
        "Страница не найдена\nНа главную\n",
        "页面不存在\n返回首页\n",
    ],
    "login-wall": [
        "Harbour Forum\nYou must be logged in to view this content.\nUsername\nPassword\n",
        "Please log in to continue\nE-mail\nPassword\nForgot password?\n",
        "Bitte melden Sie sich an, um fortzufahren\nPasswort\n",
        "Connectez-vous pour continuer\nMot de passe\n",
    ],
    "cookie-wall": [
        "Before you continue\nWe and our partners store cookies on your device to measure how this site is used, and with "
        "your consent to show advertisements that fit you.\nAccept all\nReject all\n",
        "Wir und unsere Partner verwenden Cookies, um Inhalte zu messen und Werbung zu zeigen, die zu Ihnen passt.\n"
        "Alle akzeptieren\n",
    ],
    "paywall": [
        f"Ferry lost in storm\n{STORY}Subscribe to continue reading.\nAlready a subscriber? Log in\n",
        f"La tempête\n{STORY}La suite est réservée à nos abonnés.\nDéjà abonné ? Se connecter\n",
        f"Der Sturm\n{STORY}Dieser Artikel ist nur für Abonnenten.\nWeiterlesen mit dem Monatsabo\n",
        f"La tormenta\n{STORY}Suscríbete para seguir leyendo.\n",
    ],
}


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in SAYING.items() for text in texts])
def test_says_what_keeps_the_text_away(flag: str, text: str) -> None:
    assert flags_of(Page(text)) == (flag,)


@pytest.mark.parametrize("text", [text for texts in SAYING.values() for text in texts])
def test_a_page_with_a_whole_text_has_no_flag(text: str) -> None:
    assert flags_of(Page(LONG + text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "You must be logged in to post a comment.\n" + STORY,
        "Log in to comment\nSubscribe to our newsletter\n" + STORY,
        "Subscribe now\nSign in\n" + STORY,
        "How many pages on the web answer 404 and how many were never there: a count of one harbour's sites.\n" + STORY,
        "We use cookies.\n" + STORY * 4,
        "Mix the butter and the sugar, and put the dough into the fridge.\nBake the cookies for twelve minutes.\n",
        "A short note.\n",
    ],
)
def test_a_page_that_only_speaks_of_it_has_no_flag(text: str) -> None:
    assert flags_of(Page(text)) == ()


def test_a_rendered_page_without_words_is_empty() -> None:
    page = "<html><body><nav><a href='/'>Home</a></nav><main><h1>Tides</h1></main></body></html>"
    assert cleaner.clean(page).flags == ("empty",)
    assert cleaner.clean(page.replace("Tides</h1>", f"Tides</h1><p>{STORY}</p>")).flags == ()


def test_flags_are_in_the_result_and_its_log() -> None:
    result = cleaner.clean(SAYING["not-found"][0])
    assert result.flags == ("not-found",)
    assert set(result.flags) <= set(FLAGS)
    assert next(cleaner.log_records(result))["flags"] == ["not-found"]
    assert cleaner.Result.from_dict(result.to_dict()).flags == result.flags
