"""What the demo's tips say: made up, about nobody, each in a state that a real one could be in.

`statuses` are statuses with the number of days since the tip, in their order.
"""

from dataclasses import dataclass, field
from typing import Any

# Of the first ones the codes are printed at every start: 24 digits and their check digit.
CODES = ("369036903690369036903690", "963096309630963096309630")

# Old enough that the voucher drawn ten days after it is in a list.
PAID_AGE = 44


@dataclass(frozen=True)
class TipText:
    """A tip `age` days old. `messages` are (days since, who, text); `reward` is in yuan."""

    group: str
    category: str
    age: int
    text: str
    when: str = ""
    place: dict[str, Any] | None = None
    statuses: tuple[tuple[int, str], ...] = ()
    messages: tuple[tuple[int, str, str], ...] = ()
    photo: str = ""
    reward: int = 0
    paid: bool = False
    spam: bool = False
    not_to: tuple[str, ...] = field(default=())


def _village(code: str, words: str = "") -> dict[str, Any]:
    return {"mode": "village", "village": code, "words": words}


TIPS: tuple[TipText, ...] = (
    TipText(
        "emergency",
        "mine",
        9,
        "封了的老矿井，夜里又有人抽水往外运矿石，车都没有牌照。井口的警示牌被拆掉了。",
        "这个星期每天夜里十一点以后",
        {"mode": "100m", "lon": 117.371, "lat": 25.974},
        ((1, "assigned"), (2, "checking"), (6, "verified")),
        (
            (2, "staff", "请不要自行前往取证，注意自身安全。能否补充车辆一般从哪个方向来？"),
            (3, "citizen", "从北边的水泥路上来，回去也走那里。"),
        ),
        photo="abandoned",
        reward=3000,
    ),
    TipText(
        "emergency",
        "chemical",
        PAID_AGE,
        "废弃仓库里堆了几十个蓝色铁桶，夏天一热就有刺鼻的味道，旁边就是水渠。",
        "半个月前开始",
        _village("350481001201", "村口旧仓库"),
        ((1, "assigned"), (3, "checking"), (8, "verified"), (13, "closed")),
        ((8, "staff", "您反映的情况经核查属实，已依法处理。感谢您的监督。"),),
        photo="industry",
        reward=2000,
        paid=True,
    ),
    TipText(
        "police",
        "drugs",
        4,
        "有一间出租屋白天拉着窗帘，半夜人来人往，闻到过奇怪的甜味。",
        "最近两个星期",
        {"mode": "1km", "lon": 117.36, "lat": 25.95},
        ((1, "assigned"),),
    ),
    TipText(
        "police",
        "rental",
        11,
        "一套房隔了九间，只有一个出口，楼道里全是电动车在充电。",
        "",
        {"mode": "words", "words": "农贸市场后面那栋灰楼"},
        ((2, "assigned"), (4, "need_info")),
        ((4, "staff", "为便于核查，请补充具体位置；不需要写您的姓名、电话。"),),
    ),
    TipText(
        "emergency",
        "fire",
        2,
        "防火期里有人在林子边上烧荒，火星能飘到树上。",
        "前天下午",
        {"mode": "exact", "lon": 117.402, "lat": 25.966},
        photo="forest",
    ),
    TipText(
        "discipline",
        "conduct",
        6,
        "巡查的人没有到现场，表上却打了勾。去年那口井塌了也没有上报。",
        "上个月",
        _village("350481001201"),
        ((1, "assigned"), (3, "checking")),
        not_to=("emergency",),
    ),
    TipText(
        "emergency",
        "mine",
        21,
        "采石场的边坡裂了，下面还有人住。",
        "下雨之后",
        {"mode": "100m", "lon": 117.344, "lat": 25.988},
        ((2, "assigned"), (5, "checking")),
        ((5, "staff", "您反映的情况我们已收到，正在安排核查。请妥善保管查询码。"),),
    ),
    TipText(
        "emergency",
        "chemical",
        30,
        "有人把罐车停在村里过夜。",
        "",
        _village("350481001202"),
        ((1, "assigned"), (4, "checking"), (9, "not_verified"), (12, "closed")),
        ((9, "staff", "经核查，现有线索暂不能证实。如有新的情况，可继续在此补充。"),),
    ),
    TipText("emergency", "fire", 1, "消防通道被货物堵死，已经一个多月了。", "", None),
    TipText(
        "police",
        "rental",
        8,
        "同一栋楼的情况之前有人说过了，还是没有人管。",
        "",
        {"mode": "words", "words": "还是那栋灰楼"},
        ((2, "duplicate"), (3, "closed")),
    ),
    TipText(
        "emergency",
        "rental",
        5,
        "噪音太大，想找人管一管广场舞。",
        "",
        None,
        ((1, "out_of_scope"),),
        ((1, "staff", "这件事不归我们办理，您可以拨打 12345 反映。"),),
    ),
    TipText("emergency", "mine", 1, "加微信，低价办证。", "", None, spam=True),
)
