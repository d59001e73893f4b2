"""Write ``cleaner/model/data/stopwords.toml``: the most frequent words of some languages, from jusText's lists
(BSD-2-Clause)."""

import importlib.resources
from pathlib import Path

LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "nl": "Dutch",
    "sv": "Swedish", "da": "Danish", "nb": "Norwegian_Bokmal", "fi": "Finnish", "et": "Estonian", "lv": "Latvian",
    "lt": "Lithuanian", "pl": "Polish", "cs": "Czech", "sk": "Slovak", "sl": "Slovenian", "hr": "Croatian", "hu": "Hungarian",
    "ro": "Romanian", "sq": "Albanian", "el": "Greek", "tr": "Turkish", "az": "Azerbaijani", "ru": "Russian", "uk": "Ukrainian",
    "be": "Belarusian", "bg": "Bulgarian", "sr": "Serbian", "mk": "Macedonian", "kk": "Kazakh", "ka": "Georgian", "hy": "Armenian",
    "he": "Hebrew", "ar": "Arabic", "fa": "Persian", "ur": "Urdu", "hi": "Hindi", "bn": "Bengali", "ta": "Tamil", "te": "Telugu",
    "id": "Indonesian", "ms": "Malay", "vi": "Vietnamese", "tl": "Tagalog", "sw": "Swahili", "eu": "Basque", "ca": "Catalan",
    "gl": "Galician", "is": "Icelandic", "ga": "Irish", "cy": "Welsh", "ko": "Korean", "af": "Afrikaans", "eo": "Esperanto",
}  # fmt: skip
IDEOGRAPHIC = {
    "zh": "的 了 是 在 和 有 我 他 她 它 这 那 不 也 就 都 上 下 个 们 到 说 要 会 与 及 而 但 对 为 从 以 被 把 将 等 于 其 并 或 之 所 因 此 如 還 这 個 這 們 說 會 與 對 為 從 將 於 並 還 中 一",
    "ja": "の に は を た が で て と し れ さ ある いる も する から な こ い ま す っ く そ う だ ら り よ ね か き け",
}
TOP = 150
"""Words a language: beyond, the lists (made from Wikipedia) turn to encyclopedia words such as "born" and
"county"."""


def main() -> None:
    """Write the file."""
    out = [
        "# The most frequent words of each language, most frequent first, for the share of function words in a line.",
        "# From the stop lists of jusText 3.0.2 (BSD-2-Clause, Jan Pomikálek 2011); zh and ja are this project's own.",
    ]
    for code, name in LANGUAGES.items():
        text = importlib.resources.files("justext").joinpath(f"stoplists/{name}.txt").read_text("utf-8")
        words = list(dict.fromkeys(w.casefold() for w in text.split() if w.isalpha()))[:TOP]
        out.append(f'{code} = "{" ".join(words)}"')
    out += [
        f'{code} = "{" ".join(dict.fromkeys(words.replace(" ", "") if code == "ja" else words.split()))}"'
        for code, words in IDEOGRAPHIC.items()
    ]
    (Path(__file__).parents[1] / "cleaner" / "model" / "data" / "stopwords.toml").write_text(
        "\n".join(out) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
