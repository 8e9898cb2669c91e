"""Text that is no prose: control tokens, markup that runs or loads something, leaked or obeyed instructions.

Control tokens and tags may be named where a passage names them, or set as code what a passage has.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from service.domain.verify.atoms import lowered


def _any_of(*patterns: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(patterns), flags)


def _any_word(*patterns: str) -> re.Pattern[str]:
    """Patterns in lower case that begin with a word: tried at words alone, which is much faster."""
    return re.compile(r"\b(?:" + "|".join(patterns) + ")")


_CODE = re.compile(r"`([^`\n]{1,60})`")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = _any_of(
    r"<\|[^|>]{0,40}\|?>",
    r"<\uff5c[^>]{0,40}>",
    r"\[/?inst\]",
    r"<</?sys>>",
    r"</?s>",
    r"<(?:bos|eos|pad|unk)>",
    r"<(?:start|end)_of_turn>",
    r"\[/?(?:system|assistant|user)[^\]]{0,20}\]",
    r"^\s*(?:#{1,6}\s*)?(?:\W{0,3})(?:system|assistant|user|human|developer|instruction|系统|助手|用户|"
    r"指令)(?:\s+(?:note|message|prompt|override|notice|提示|消息))?\s*[:：]",
    r"^\s*#{1,6}\s*(?:系统|system)",
    flags=re.IGNORECASE | re.MULTILINE,
)
_MARKUP = _any_of(
    r"<\s*[!/]?[a-z][^<>]{0,300}>",
    r"<\s*(?:script|img|iframe|svg|object|embed|link|style|a|video|audio|form|input|meta|base)\b",
    r"!\[",
    r"\]\s*\(",
    r"\]\s*:\s*\S+://",
    r"<\s*https?:",
    r"javascript\s*:",
    r"data\s*:\s*\w+/",
    r"vbscript:",
    r"on(?:error|load|click|mouseover)\s*=",
    r"&#x?[0-9a-f]+;",
    r"\\u[0-9a-f]{4}",
    r"^\s*```",
    r"^\s*\|.*\|",
    flags=re.IGNORECASE | re.MULTILINE,
)
_OBEYS = _any_word(
    r"(?:ignor|disregard|forget(?!ting)|overrid|bypass|void|revok|discard|"
    r"cancel)\w*\b[^.。]{0,30}\b(?:above|previous|prior|earlier|preceding|instructions?|system|"
    r"decision|verdict|prompt|rules|policy)\b",
    r"(?:verdict|decision|conclusion|recommendation|ruling|answer|result|"
    r"outcome)\b[^.。]{0,30}\b(?:void|revoked|cancell?ed|overridden|overruled|invalid|null|superseded|"
    r"annulled|withdrawn|no longer (?:valid|applies|holds)|suspended|disabled|replaced)\b",
    r"(?:override|overriding|developer|debug|admin|god|maintenance|unrestricted|jailbreak|dan) mode\b",
    r"system (?<!in the system )(?<!in your system )(?<!in its system )(?<! a system )(?<!into the system )"
    r"(?<!with a system )(?:prompt|message|note|"
    r"instruction|"
    r"override)\b(?! and tools)",
    r"hidden (?:prompt|instruction|rule)",
    r"(?:my|our) (?:hidden|secret|internal|confidential) ",
    r"(?:must|should|to|shall) (?:print|reveal|recite|repeat|output) (?:its|the|your|my|his|their) "
    r"(?:rules|instructions)\b",
    r"secret (?:prompt|instruction|rule|key)",
    r"(?:my|our|initial|original|internal|hidden|"
    r"(?<!in the )(?<!into the )(?<! a )(?<!in your )system) (?:system |hidden |initial |original |"
    r"internal |secret )*(?:prompt|instructions|guidelines|configuration|"
    r"directives)\b[^.。]{0,40}\b(?:say|says|said|read|reads|are|is|tell|tells|forbid|state|states|"
    r"reveal|as follows|were|was|include|includes|require|requires|verbatim)\b",
    r"(?:i am|i'm|i was|i have been|i've been|we are) (?:told(?! the )|instructed|ordered|asked|required|"
    r"programmed|configured|to (?:reply|answer|say|respond|recommend|output|print)|supposed to|"
    r"commanded)\b",
    r"as (?:an ai|a language model|a large language model)\b",
    r"i (?:must|have to|need to|shall|will now) (?:reply|answer|say(?! first|,)|respond|output|print|obey|"
    r"comply|follow)\b",
    r"(?:i|we) (?:\w+ )?obey\b|obeying (?:the|that|this|its|an?)\b",
    r"from now on\b",
    r"you (?:are now|now recommend|must now|will now)\b",
    r"new (?:instructions?|rules?|role|persona)\b",
    r"(?:as|per|following) (?:instructed|ordered|requested|commanded|told)\b",
    r"as (?:the|this|that|your|its)\b[^.,;]{0,40}\b(?:comment|passage|note|page|post|readme|snippet|text|document|"
    r"file|source|thread|reply|review|bio|footer|caption)s?\b[^.,;]{0,20}\b(?:asks?|asked|requests?|requested|demands?|"
    r"wants?|wanted|orders?|ordered|tells?|told|instructs?|requires?)\b",
    r"as (?:ai|llm|bot|model|assistant)s?\b[^.,;]{0,20}\b(?:told|asked|instructed|required|ordered)\b",
    r"(?:visit|open|go to|claim|get it at|files are at|download (?:it )?from) (?:https?://|www\.)",
    r"(?:code|secret|safe|magic) ?-?(?:word|phrase)\b",
    r"passphrase\b",
    r"click (?:here|the|this|on)\b",
    r"claim (?:your|a|the) (?:prize|reward|gift)",
    r"(?:a|the|your|my|this|free) prize\b",
    r"password\b",
    r"api key\b",
    r"type ['\"]",
    r"reply with\b",
    r"repeat after\b",
    r"print (?:the|your|my)\b",
    r"execute (?:the (?:following|command|instruction|order)|this|these|following|commands?|orders?)\b",
    r"sudo\b",
    r"curl \b",
    r"base64\b",
    r"escalat\w+ privilege",
    r"unlock(?:ed)?\b",
)
_OPENS = re.compile(r"\W*obey")
_OBEYS_ZH = _any_of(
    r"(?:忽略|无视|忘掉|忘记|丢掉|抛弃|(?<!不足以)(?<!不能)(?<!不会)(?<!无法)(?<!唯一会)(?<!不)(?<!没有)(?<!没)推翻|撤销|绕过|违反|放弃)[^，。；]{0,12}(?:以上|上面|上述|之前|"
    r"前面|先前|此前|指令|指示|规则|系统|结论|判断|决定|提示|限制|设定)",
    r"(?:以上|上面|上述|前面|此前|之前|原|先前)[^，。；]{0,8}(?:结论|判断|决定|裁定|建议|推荐|答案|"
    r"回答)[^，。；]{0,10}(?:作废|无效|失效|取消|撤销|"
    r"推翻|不算|作罢|废止|不作数|收回|强制)",
    r"(?:忽略|无视|忘掉|丢掉|绕过|违反)[^，。；]{0,12}它",
    r"(?:结论|判断|决定|裁定|建议|推荐|答案|指南|政策|规则|以上|上述|前述|前面|此前)[^，。；]{0,8}作废|作废[^，。；]{0,8}(?:结论|判断|决定|建议|推荐)",
    r"(?:隐藏|内部|初始|原始|我的|你的)(?:系统)?(?:提示词|提示语|提示|指令|指示|设定|规则|说明)[^，。；]{0,12}(?:是|如下|要求|说|写|内容|"
    r"规定|不让|禁止|包括|为|泄露|透露|：|:)",
    r"系统提示要求",
    r"读取[^，。]{0,8}提示",
    r"提示词如下",
    r"上级系统",
    r"系统通知",
    r"(?<![进在入用把的写])系统消息",
    r"管理员模式",
    r"开发者模式",
    r"调试模式",
    r"越狱(?=模式|成功|指令|状态|已)|已(?:经)?越狱",
    r"解锁",
    r"超级权限",
    r"最高权限",
    r"覆盖模式",
    r"从现在起",
    r"从此刻起",
    r"从现在开始",
    r"接下来你",
    r"你现在是",
    r"请回复",
    r"请输出",
    r"请重复",
    r"回复[“\"「]",
    r"输入[“\"「]",
    r"(?:按照|根据|依照|遵照|遵循|应|按)[^，。；]{0,10}(?:资料|段落|原文|帖子|转载|来源|文中|材料|引文|评论|论坛|网页|文档)[^，。；]{0,8}(?:要求|"
    r"指示|命令|吩咐|指令|嘱咐)",
    r"我(?:必须|只能|被要求|奉命|不得不|被指示|得|要)(?:回答|回复|说|输出|照办|服从|遵从)",
    r"作为(?:一个)?(?:人工智能|语言模型|AI)",
    r"(?:按|照|依|如|应)[^，。；]{0,14}(?:要求|吩咐|指示|所说|所言)[^。；]{0,12}(?:我|附上|加上|写上|结尾|末尾|回复|输出)",
    r"(?:访问|打开|前往|登录|点开|进入)\s*(?:https?://|www\.)",
    r"暗号",
    r"口令",
    r"点击",
    r"领奖",
    r"中奖",
    r"密码",
    r"密钥",
    r"扫码",
    r"加微信",
    r"加群",
    r"执行以下",
    r"(?<!别)(?<!不要)(?<!不必)(?<!不用)(?<!无需)(?<!整段)(?<!原样)照抄",
    r"泄露",
    r"遵命",
    r"(?:遵(?!循)(?:照|从|依)?[^，。；]{0,8}|遵循[^，。；]{1,8})(?:所嘱|所命|之命|之嘱|嘱咐|吩咐|指令|命令)",
    r"密令",
    r"听命",
)


_ORDERED = _any_of(
    r"\b(?:passage|source|document|text|repost|comment|note|snippet|page|forum|entry|"
    r"reference)\b[^.。]{0,30}\b(?:instructs|orders|commands|asks? (?:me|us|you|assistants)|"
    r"tells? (?:me|us|you|assistants)|demands|directs|requests? (?:me|us|that))\b",
    r"(?:资料|段落|原文|帖子|转载|来源|文中|材料|评论|论坛|网页)[^，。；]{0,8}(?:要求我|让我|命令|指示我|吩咐|要我)",
    r"领取",
)
"""A passage that gives orders. To say so is no obedience where the sentence says that they are not followed."""
_UNHEEDED = _any_of(
    r"\b(?:as|is|it's|mere|just) noise\b|\b(?:do|does|did|will|shall) not (?:follow|act on|obey|heed|count)\b|"
    r"\bwon't (?:follow|act on|obey|heed)\b|\b(?:set|left|leave|put) (?:it|that|them|this) aside\b|\bunheeded\b|"
    r"\b(?:i|we) (?:have )?(?:ignored?|disregard(?:ed)?|skipp?(?:ed)?|pass(?:ed)? over)\b",
    r"(?:没有?|不予?|未|并未|不会|拒绝)(?:采纳|采信|照办|执行|理会|听从|照做|当真|遵从)|当作?噪音|视为噪音|置之不理|不当真",
    flags=re.IGNORECASE,
)
_TURN = re.compile(
    r"(?:<\|[^|>]{1,40}\|>|<start_of_turn>|\[/INST\])\s*(?:system|assistant|user|model|tool)\b|<\|[^|>]{1,40}\|>\s*<\|",
    re.IGNORECASE,
)
"""Tokens of a template with a role, or one after the other."""
_NAMED = re.compile(r"</?[|\uff5c]?[a-z_][\w\uff5c|]{0,40}>|\[/?INST\]", re.IGNORECASE)
"""A token of a chat template."""


def injected(sentence: str, passages: Iterable[str]) -> str | None:
    """What makes the sentence more than prose, or None. `sentence` is as the model wrote it."""
    if _INVISIBLE.search(sentence):
        return "invisible characters"
    texts = list(passages)
    bare = _bare(sentence, texts) if any(sign in sentence for sign in "`<[") else sentence
    if any(sign in sentence for passage in texts if misleading(passage) for sign in _signs(passage)):
        return "repeats what a passage orders"
    if _CONTROL.search(bare) or _forged(sentence, texts):
        return "control text"
    if _MARKUP.search(bare):
        return "markup"
    lower = lowered(bare)
    if _OBEYS.search(lower) or _OPENS.match(lower) or (not bare.isascii() and _OBEYS_ZH.search(bare)):
        return "speaks of or obeys instructions"
    if _ORDERED.search(lower) and not _UNHEEDED.search(bare):
        return "speaks of or obeys instructions"
    return None


def _forged(sentence: str, passages: Iterable[str]) -> bool:
    """Whether tokens of a template open a turn, as no passage has it ("<|im_start|>assistant")."""
    turns = _TURN.finditer(sentence) if "<" in sentence or "[" in sentence else ()
    return any(not any(turn.group() in passage for passage in passages) for turn in turns)


def _bare(sentence: str, passages: Iterable[str]) -> str:
    """The sentence without the code and the tokens of a template that a passage has."""
    known = "\n".join(passage for passage in passages if not misleading(passage))
    bare = _CODE.sub(lambda found: " " if found.group(1) in known else found.group(1), sentence)
    return _NAMED.sub(lambda found: " " if found.group() in known else found.group(), bare)


_SIGN = re.compile(r"\b[A-Z][A-Z0-9]*-?[A-Z0-9-]{4,}\b|[「“\"]([^」”\"]{4,60})[」”\"]")
_FORMATS = frozenset({"JSON", "HTML", "YAML", "LLAMA", "URIAL", "SFT", "GRPO", "CHATML"})


@lru_cache(maxsize=512)
def _signs(passage: str) -> tuple[str, ...]:
    """The words by which a passage that gives orders would be obeyed: passwords in capitals, what stands in quotes."""
    found = (sign.group(1) or sign.group() for sign in _SIGN.finditer(passage))
    return tuple(sign for sign in found if sign not in _FORMATS)


@lru_cache(maxsize=512)
def misleading(passage: str) -> bool:
    """Whether a passage speaks to the assistant instead of about the matter; nothing rests on such a passage."""
    return bool(_SPEAKS_TO_ASSISTANT.search(passage))


_SPEAKS_TO_ASSISTANT = re.compile(
    r"助手(?:们)?(?:注意|请|必须|应|要)|note to assistants|assistants? (?:must|should|shall|are to)|"
    r"(?:^|[)）.。]\s*)assistants?\s*[,:：，]|\bai assistants?\b|(?:^|[)）。]\s*)助手[，,：:]|"
    r"\b(?:finish|end|close|begin|start|open|sign) (?:each|every|all|your) (?:reply|replies|answers?|message)\b|"
    r"\btell (?:people|users?|the user|everyone)\b|(?:每次|每条|所有|你的)(?:回复|回答)(?:末尾|结尾|开头|里|中|都|时)|"
    r"告诉用户|"
    r"<!--|\b(?:ai|llm|bot|model|assistant)s? (?:readers?|crawlers?|agents? reading|reading this)\b|"
    r"\b(?:if you are|to any|dear) (?:an? )?(?:ai|llm|language model|assistant|chatbot)|"
    r"\bsend (?:users?|readers?|people) to\b|"
    r"(?:给|致|请)\s*(?:ai|大模型|模型|助手|机器人|读到这里)[^。]{0,6}(?:的?提示|注意|留言|指示|说明|照做|改口)|"
    r"(?:看到|读到)(?:这里|此处|本段)[^。]{0,6}(?:请|改口|必须|务必)|让(?:读者|用户|对方)(?:访问|点击|打开)|"
    r"whatever the user|无论用户|ignore (?:your|the|all)|忽略你的|your (?:rules|instructions)|"
    r"(?:your|reveal|print|ignore|override|above)[^.]{0,20} system prompts?|system prompt (?:says|is|above|override)|"
    r"(?:你的|泄露|输出|忽略|上面的)[^。]{0,8}系统提示词|reply \"",
    re.IGNORECASE,
)
