"""Pages for people: what there is to read, each article, and how to subscribe.

    front.py      /                          what is new, and all sources by folder
    lists.py      /feeds, /feeds/<name>, …   the articles of a feed, page by page
    entries.py    /entries/<id>              one article
    search.py     /search?q=                 the best matches
    subscribe.py  /subscribe/feeds/<name>    a feed's addresses, for readers of every kind

Each is rendered once and held until what it shows has changed; each names its feeds to readers that look for them.
"""
