"""Guessing the charset of text in many languages that declares none."""

import pytest

from service.codecs.charset import guess_charset

TEXTS = [
    ("cp1252", "La niña salió de la habitación después de las elecciones; el español lo sabía. "),
    ("cp1252", "Der Bürgermeister sagte, die Straße bleibe für längere Zeit gesperrt. "),
    ("cp1252", "Die “Times” reported: the café didn’t open – it’s closed on Mondays… "),
    ("cp1252", "A eleição em São Paulo não terá segundo turno, disse a comissão na terça. "),
    ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy; vláda v Praze rozhodla v úterý. "),
    ("iso8859_2", "Rząd w Warszawie zapowiedział we wtorek większe wydatki na drogi i koleje, zaś mosty. "),
    ("cp1254", "Türkiye Büyük Millet Meclisi bugün toplandı; görüşmeler İstanbul'da sürüyor. "),
    ("cp1257", "Lietuvos vyriausybė šiandien pranešė, kad kainos didės žiemą ir ūkininkai gaus išmokas. "),
    ("cp1251", "Правительство объявило о новых мерах поддержки, сообщили в министерстве. "),
    ("koi8_r", "Правительство объявило о новых мерах поддержки, сообщили в министерстве. "),
    ("cp949", "정부는 오늘 새로운 지원 대책을 발표했다고 밝혔다. "),
    ("euc_jp", "政府は本日、新しい支援策を発表したと述べた。これは大きな変化である。"),
    ("cp932", "政府は本日、新しい支援策を発表したと述べた。これは大きな変化である。"),
    ("big5hkscs", "政府今天宣布了新的支援措施,部長表示將於下週開始實施。"),
    ("gb18030", "政府今天宣布了新的支持措施,部长表示将于下周开始实施。"),
]


@pytest.mark.parametrize(("charset", "text"), TEXTS, ids=[f"{c}-{t[:6]}" for c, t in TEXTS])
def test_the_text_comes_back(charset: str, text: str) -> None:
    """Whatever the charset is called, decoding with it gives the text that was written."""
    data = (text * 3).encode(charset)

    guess = guess_charset(data)

    assert guess is not None
    assert data.decode(guess[0]) == text * 3
    assert 0 <= guess[2] <= 100


def test_noise_has_no_charset() -> None:
    """Bytes of no language are not forced into one."""
    assert guess_charset(bytes(range(128, 256)) * 20) is None
