//! Fifty queries as people type them, and each as notmuch takes it.

/// One of them.
pub struct Query {
    /// As it is typed.
    pub typed: &'static str,
    /// As notmuch takes it; empty where it has no words for it.
    pub notmuch: &'static str,
}

const fn query(typed: &'static str, notmuch: &'static str) -> Query {
    Query { typed, notmuch }
}

pub const QUERIES: [Query; 50] = [
    // rare: one message, a thread, one person
    query("m19999@customer.test ", "m19999@customer.test"),
    query("12348 ", "12348"),
    query("kunde77 ", "kunde77"),
    query("from:kunde77 ", "from:kunde77"),
    query("from:kunde77 invoice ", "from:kunde77 invoice"),
    query("zubelo ", "zubelo"),
    query("kanuti ", "kanuti"),
    query("rarely-said ", "\"rarely said\""),
    // common: in most messages
    query("customer ", "customer"),
    query("invoice ", "invoice"),
    query("réunion ", "réunion"),
    query("reunion ", "reunion"),
    query("support ", "support"),
    query("subject:printer ", "subject:printer"),
    query("subject:invoice ", "subject:invoice"),
    query("to:support ", "to:support"),
    query("from:customer ", "from:customer"),
    // several words
    query("invoice customer ", "invoice customer"),
    query("printer password urgent ", "printer password urgent"),
    query(
        "subject:printer subject:invoice ",
        "subject:printer subject:invoice",
    ),
    query("invoice zubelo ", "invoice zubelo"),
    query(
        "subject:meeting from:kunde12 ",
        "subject:meeting from:kunde12",
    ),
    query("bato rabe customer ", "bato rabe customer"),
    // phrases
    query("\"invoice customer\" ", "\"invoice customer\""),
    query(
        "\"printer password urgent\" ",
        "\"printer password urgent\"",
    ),
    query(
        "\"update meeting schedule holiday\" ",
        "\"update meeting schedule holiday\"",
    ),
    query(
        "subject:\"invoice customer\" ",
        "subject:\"invoice customer\"",
    ),
    // conditions
    query("is:unread ", "tag:unread"),
    query("is:unread invoice ", "tag:unread invoice"),
    query("has:attachment ", "tag:attachment"),
    query(
        "has:attachment subject:contract ",
        "tag:attachment subject:contract",
    ),
    query("is:flagged ", "tag:flagged"),
    query("is:flagged customer ", "tag:flagged customer"),
    query("in:inbox invoice ", "folder:\"\" invoice"),
    query("after:2025-03 customer ", "date:2025-03.. customer"),
    query("before:2025-01-05 customer ", "date:..2025-01-04 customer"),
    query(
        "after:2025-02-01 before:2025-02-03 ",
        "date:2025-02-01..2025-02-02",
    ),
    query("larger:20k invoice ", ""),
    // turned round
    query("-customer ", "not customer"),
    query("invoice -customer ", "invoice and not customer"),
    query(
        "subject:invoice -subject:customer ",
        "subject:invoice and not subject:customer",
    ),
    query("-is:unread -invoice ", "not tag:unread and not invoice"),
    // one of several
    query("zubelo OR kanuti ", "zubelo or kanuti"),
    query("invoice OR customer ", "invoice or customer"),
    query(
        "subject:invoice OR is:flagged ",
        "subject:invoice or tag:flagged",
    ),
    query(
        "from:kunde12 OR from:kunde13 printer ",
        "(from:kunde12 or from:kunde13) printer",
    ),
    // other writing
    query("会議室 ", "会議室"),
    // while it is being typed
    query("inv", "inv*"),
    query("invoice cust", "invoice cust*"),
    query("zub", "zub*"),
];
