"""English."""

from panels.look import NONE, STATE, Word
from panels.panel import Words
from speech.speech import Heads, Speech, Titles

NOTHING = "Nothing is known yet."
ENGLISH = Speech(
    language="en",
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
        missing="lost on the way",
        wrong_prices="wrong prices",
        hidden="hidden",
        phantom="not in stock",
        statuses="statuses differ",
        since="for",
        problem="What is wrong",
        side="Whose side",
        an_hour="an hour",
        look="My channels",
        findings="One by one",
    ),
    states=STATE,
    sides={
        "channel": Word("↗ theirs", NONE),
        "ours": Word("⌂ ours", NONE),
        "unknown": Word("? open", NONE),
    },
    severities={"critical": "urgent", "warning": "can wait"},
    how_many_sell=Words(
        "Do my channels sell?",
        "Each of your channels counts once, under the worst that is true of it.",
        "Whatever does not sell costs the orders that would have come.",
        "See below which one it is.",
        NOTHING,
    ),
    as_usual=Words(
        "As many as usual?",
        "Orders of the last hour, and how many are usual at this hour: the middle of the last four weeks.",
        "Fewer than usual is a loss that no silence shows.",
        "Look for the channel that is below its usual.",
        "No history yet.",
    ),
    lost=Words(
        "What does it cost now?",
        "An estimate of the money that is lost per hour, from what is usual and what an order is worth.",
        "It says how urgent it is.",
        "Begin with the channel that loses most.",
        "✔ nothing is being lost",
    ),
    open_problems=Words(
        "How many problems are open?",
        "Problems that somebody has been told of, by how urgent they are.",
        "The people on duty know of them.",
        "If one stays for long, ask your contact for its number.",
        "✔ no problem",
    ),
    what_is_wrong=Words(
        "What is wrong now?",
        "A row for each open problem, the oldest first, and whose side it looks like.",
        "It says whether you can help: ours is on the seller's side, theirs at the marketplace.",
        "What is on your own side, give to whoever owns it.",
        "✔ nothing is wrong",
    ),
    hour_by_hour=Words(
        "How many an hour, against what is usual?",
        "What came in during the hour before each moment, what is usual then, and the band around it.",
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
        "A row for each channel, the worst first. **lost on the way**: orders that one side does not have. "
        "**hidden**: in stock, shown as sold out. **not in stock**: shown, but there is none.",
        "Each number is something concrete to mend.",
        "Click a number to see them one by one.",
        NOTHING,
    ),
    prices=Words(
        "How many prices are wrong?",
        "Items that a channel shows at another price than your system has.",
        "Too low loses with every sale; too high sells nothing.",
        "Click the channel above, and send these prices again.",
        "No price is compared.",
    ),
    stocks=Words(
        "How much stock is shown wrongly?",
        "Items that are in stock and shown as sold out, or shown and not in stock.",
        "Hidden ones are never sold; the others have to be cancelled.",
        "Click the channel above, and send the stock again.",
        "No stock is compared.",
    ),
)
