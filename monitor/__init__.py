"""Libya Monitor: watches news feeds, and tells Telegram what is new about a ceasefire in Libya or mercenaries there.

The table of contents. Reading order is the order of the data, and the order of imports: a module imports only from
rooms above its own, and in its own room only from files above it. `tests/test_layout.py` reads this table.

    errors         what a person must fix
    model          every noun, in order of appearance
    settings       what the operator sets in the environment
    text           letters, words, plain text: fold tokens plaintext
    feeds          the outside world -> entries: schedule addresses resolve sockets connect answer fetch child workers
                   decode dates markup notafeed jsonfeed parse pages fulltext opml
    articles       entry -> Article -> Sighting: address wording identity baseline
    rules          rules.yaml -> RuleBook -> Reading: terms finding values schema vocabulary misreadings overlaps
                   shadows lint salvage mistakes words clues search index book compile document assemble load scene
                   bulletin ties bench about wanting page background figurative trial match check scoring
    stories        articles that are one story: lexicon marked sums numberwords numerals naming
                   pairing units unnumbered counting qualifying facts sounds similarity
                   signature affinity precedents sameness novelty linking
                   grouping
    alerts         Reading -> Message: routing wording markup quoting counted novelties message thread digest outbox
    store          SQLite, the only memory: storytables schema rows trouble packing opening backup scratch adopted
                   polled waiting memory tracing attic series recall telling commit archive threads history
                   tables store
    telegram       Message -> Receipt; setting up: meaning sender desk
    service        the two loops, and what stands around them: drafting decide feedhealth health notices checkup
                   lexicon differences bookfile writer pages settle replay tryout journal cycle deliver metrics loopback
                   upkeep parts adoption lock logs systemd daemon
    cli            the commands: screen progress options states records sources archives window parquet edit rulesfile
                   explain samples bubble trial run corpus check match stories why replayed replay demo baseline feeds
                   search telegram status backup export browse app
    __main__       `python -m monitor`

Pure, without IO, clock, randomness or logging: errors model text feeds/schedule articles rules stories alerts
service/drafting service/decide service/feedhealth service/health service/notices.
"""

__version__ = "0.1.0"
