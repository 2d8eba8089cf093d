"""Write what the browser's twin of the giveaway rules needs: the table, and cases to agree on.

Run `.venv/bin/python -m tests.vectors.make_giveaways`; tests compare what is committed with it.
"""

import json
from pathlib import Path

from app.domain.giveaways import find_giveaways, rules_for_browsers

ROOT = Path(__file__).parents[2]
RULES = ROOT / "frontend" / "src" / "preview" / "rules.json"
CASES = ROOT / "tests" / "vectors" / "giveaways.json"

TEXTS = [
    "",
    "每周五晚处长和几名项目经理在望江农家乐聚餐，由商人埋单。",
    "我们科室每个月都去，只有我和司机知道。",
    "自我批评会上他什么也没说。",
    "我省、我市的规定写得很清楚！",
    "那天晚上8点，我亲眼看见他收了两条烟；群里有截图。",
    "他的电话是13812345678，车牌川A·12345。",
    "身份证510101199001011234，邮箱someone@example.com",
    "他说：“你把合同给老王，剩下的我来办”。",
    "微信号：laowang_88\n昨晚又聚了一次",
    "没有别人在场？办公室的门是关着的",
    "My boss said so. I was there at 8:30 pm, and nobody else knew.",
    "They meet every week. A contractor pays.",
    "Only I saw it; the WeChat group has the screenshot",
    'He told them "the contract goes to Wang, you get the rest".',
    "Call +86 138 1234 5678 or write to A.B-C@Mail.example.cn!",
    "IT IS OUR DEPARTMENT. our department",
    "𠀀𠀁我" + "长" * 100 + "。\U0001f37a我们单位",
    "、".join(f"我{n}" for n in range(3)) + "。" + "。".join(f"我说{n}" for n in range(30)),
    "I’m not sure it matters: v1.2.3 of the plan, e.g. page 4.",
]


def written(content: object) -> str:
    """JSON as it is committed."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def cases() -> list[dict[str, object]]:
    """Each text with what is found in it."""
    return [
        {
            "text": text,
            "found": [
                {"part": found.part, "kinds": [str(kind) for kind in found.kinds]}
                for found in find_giveaways(text)
            ],
        }
        for text in TEXTS
    ]


if __name__ == "__main__":
    RULES.write_text(written(rules_for_browsers()), encoding="utf-8")
    CASES.write_text(written(cases()), encoding="utf-8")
