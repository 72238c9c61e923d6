"""English."""

from panels.look import BAD, NONE, STATE, WARN, Word
from panels.panel import Words
from speech.speech import Heads, Speech, Titles

NOTHING = "Nothing is known yet."
_STATES = {
    7: "✖ no sales",
    6: "✖ losing orders",
    5: "✖ orders stand still",
    4: "? no connection",
    3: "– no data",
    2: "▲ needs a look",
    0: "✔ selling",
}
ENGLISH = Speech(
    language="en",
    moment="D MMM HH:mm",
    today=Titles("My business today", "Do my channels sell, and what is wrong now?"),
    channels=Titles("My channels", "Which of my channels needs me, and why?"),
    heads=Heads(
        state="State",
        channel="Channel",
        flow="What",
        last_event="last one",
        last_hour="last hour",
        usual="usual",
        of_usual="of usual",
        lowest="lowest that is usual",
        highest="highest that is usual",
        missing="got lost",
        wrong_prices="wrong prices",
        wrong_stocks="wrong stocks",
        statuses="statuses",
        urgency="Urgent?",
        since="since",
        lasts="for",
        problem="What is wrong",
        amount="how many",
        lost="lost an hour",
        side="Whose side",
        owner="Who is at it",
        an_hour="an hour",
        findings="One by one",
        problems="Problems",
        has_problem="Something is wrong",
    ),
    states={number: Word(text, STATE[number].colour) for number, text in _STATES.items()},
    sides={
        "channel": Word("↗ theirs", NONE),
        "ours": Word("⌂ ours", NONE),
        "unknown": Word("? not clear yet", NONE),
    },
    urgencies={2: Word("✖ urgent", BAD), 1: Word("▲ can wait", WARN)},
    problems={"cannot-ask": Word("We cannot see what happens there", NONE)},
    flows={},
    stock={
        "hidden": "shown as sold out",
        "phantom": "shown, not in stock",
        "different": "wrong quantity",
        "missing": "not at the channel",
    },
    how_many_sell=Words(
        "Do my channels sell?",
        "Each of your channels counts once, under the worst that is true of it.",
        "Whatever does not sell costs the orders that would have come.",
        "See below which one it is.",
        NOTHING,
    ),
    as_usual=Words(
        "As many as usual?",
        "What came in during the last hour, how much is usual at this hour (the middle of the last four "
        "weeks), and the one as a part of the other. Channels without a connection are left out.",
        "Fewer than usual is a loss that no silence shows.",
        "Look for the channel that is below its usual.",
        "No history yet.",
    ),
    lost=Words(
        "What is lost?",
        "An estimate of the money that is lost per hour, from what is usual and what an order is worth.",
        "It says how urgent it is.",
        "Begin with the channel that loses most.",
        "✔ nothing is being lost",
    ),
    open_problems=Words(
        "Problems?",
        "Problems that somebody has been told of, by how urgent they are.",
        "The people on duty know of them.",
        "If one stays for long, ask your contact for its number.",
        "✔ no problem",
    ),
    what_is_wrong=Words(
        "What is wrong now?",
        "A row for each open problem, the oldest first: since when and for how long (hours, minutes, "
        "seconds), how many orders, goods or parts it is about, what it costs, whose side it looks like, and "
        "which team is at it.",
        "It says whether you can help: ours is on the seller's side, theirs at the marketplace.",
        "What is on your own side, bring forward with the team that is named.",
        "✔ nothing is wrong",
    ),
    hour_by_hour=Words(
        "How many an hour, against what is usual?",
        "What came in during the hour before each moment, what is usual then, and the band around it. "
        "Channels without a connection are left out.",
        "A curve below its band is lost business.",
        "Hold the moment at which it left against what you changed.",
        "No history yet.",
    ),
    since_when=Words(
        "Since when?",
        "The state of each channel over time.",
        "When it began tells what to look for: prices, stocks, a key, work on their side.",
        "Several channels at once point to your own systems.",
        NOTHING,
    ),
    my_channels=Words(
        "Which channel needs me?",
        "A row for each channel, the worst first. **last one**: how many hours, minutes and seconds ago. "
        "**got lost**: orders that one side does not have. "
        "**statuses**: orders whose status differs between both sides.",
        "Each number is something concrete to mend.",
        "Click the channel to see them one by one.",
        NOTHING,
    ),
    prices=Words(
        "How many prices are wrong?",
        "Items that a channel shows at another price than your system has.",
        "Too low loses with every sale; too high sells nothing.",
        "Click the channel above, and send these prices again.",
        "✔ no wrong price was found",
    ),
    stocks=Words(
        "How much stock is shown wrongly?",
        "Goods that a channel shows with another stock than your system has, by how it differs.",
        "What is hidden is never sold; what is not there has to be cancelled.",
        "Click the channel above, and send the stock again.",
        "✔ no wrong stock was found",
    ),
)
