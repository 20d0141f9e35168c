"""Words that name groups of people, which the score never sees: it must not weigh who somebody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

# Under the protected characteristics of the Equality Act 2010, sections 5 to 12, majorities included, with the words
# that go with belonging (mosque, wife, wheelchair). Insults for groups are not here: they are abuse and are to be seen.
# One entry is one word or several, in small letters, as the normaliser leaves them; plurals in s are understood.
GROUP_WORDS: Final[Mapping[str, str]] = {
    "age": """
        age, aged, ages, ageing, aging, elderly, old, older, oldest, young, younger, youngest, youth, youthful,
        youngster, senior, senior citizen, pensioner, pension, pension age, retired, retiree, retirement, oap,
        octogenarian, septuagenarian, nonagenarian, centenarian, sexagenarian, middle aged, teen, teenage, teenager,
        adolescent, adolescence, child, children, childhood, kid, toddler, baby, babies, infant, newborn, boomer,
        baby boomer, millennial, generation x, generation z, gen x, gen z, zoomer, year old, years old, yr old,
        grandparent, grandchild, grandchildren, grandson, granddaughter, great grandmother, great grandfather,
        great grandparent, in her twenties, in his twenties, twenties, thirties, forties, fifties, sixties, seventies,
        eighties, nineties, twentysomething, thirtysomething, minor, juvenile, school leaver, schoolchild,
        schoolchildren, sixth former, over sixties, over sixty, over seventy, over eighty, under thirties,
        under twenties, under thirty, under eighteen, sixteen, seventeen, eighteen, nineteen, twenty, thirty, forty,
        fifty, sixty, seventy, eighty, ninety, over 50s, over 60s, over 65s, over 70s, over 80s, under 16s, under 18s,
        under 25s, under 30s, care home, nursing home, retirement home
    """,
    "disability": """
        disability, disabilities, disabled, able bodied, non disabled, impairment, impaired, blind, blindness,
        partially sighted, visually impaired, deaf, deafness, deafblind, hard of hearing, hearing impaired,
        hearing loss, hearing aid, sign language, bsl, british sign language, lip reader, wheelchair, wheelchair user,
        guide dog, assistance dog, white cane, autism, autistic, asperger, aspergers, adhd, dyslexia, dyslexic,
        dyspraxia, dyspraxic, neurodivergent, neurodiverse, neurotypical, learning disability, learning disabilities,
        learning difficulty, learning difficulties, special needs, special educational needs, down syndrome,
        down s syndrome, downs syndrome, cerebral palsy, epilepsy, epileptic, diabetes, diabetic, multiple sclerosis,
        parkinson, parkinsons, alzheimer, alzheimers, dementia, mental health, mental illness, mentally ill,
        depression, bipolar, schizophrenia, schizophrenic, ptsd, anxiety, ocd, chronic illness, chronic pain,
        chronic fatigue, cancer, hiv, hiv positive, aids, stammer, stutter, tourette, tourettes, tourette syndrome,
        amputee, prosthetic, prosthesis, paraplegic, quadriplegic, paralysed, paralyzed, paralympic, paralympian,
        dwarfism, muscular dystrophy, cystic fibrosis, spina bifida, carer, long covid, arthritis, stroke survivor,
        asthmatic, braille, crutch, crutches, walking stick, mobility scooter, blue badge, disfigurement,
        eating disorder, bipolar disorder, bulimia, anorexia, lupus, me cfs
    """,
    "gender reassignment": """
        transgender, trans, transsexual, transexual, trans man, trans woman, trans men, trans women, trans person,
        trans people, transition, transitioned, transitioning, cis, cisgender, non binary, nonbinary, enby,
        genderqueer, gender fluid, genderfluid, agender, intersex, gender identity, gender identities,
        gender reassignment, gender recognition, gender dysphoria, gender clinic, gender affirming, deadname,
        two spirit, gender, gendered, pronoun, they them, drag queen, drag
    """,
    "marriage and civil partnership": """
        marriage, married, marry, marries, marrying, marital, wedding, wed, newlywed, newlyweds, spouse, husband,
        wife, wives, bride, groom, bridegroom, fiance, fiancee, engaged, engagement, civil partner, civil partnership,
        civil partnered, civil ceremony, civil ceremonies, partner, divorce, divorced, divorcee, separated, widow,
        widowed, widower, single, unmarried, bachelor, cohabiting, remarried, same sex marriage, ex husband, ex wife,
        stay at home, honeymoon, couple
    """,
    "pregnancy and maternity": """
        pregnancy, pregnancies, pregnant, expecting, expecting twins, expectant, expectant mother, maternity,
        maternity leave, paternity leave, parental leave, breastfeed, breastfeeding, breastfed, breastfeeds,
        nursing mother, new mother, new mum, mother to be, mum to be, mums to be, childbirth, birth, gave birth,
        given birth, labour ward, miscarriage, miscarried, ivf, surrogate, surrogacy, postnatal, antenatal, midwife,
        midwives, caesarean, c section, trimester, baby bump, pram, pushchair, stillbirth, fertility treatment
    """,
    "race": """
        race, racial, ethnic, ethnicity, ethnicities, ethnic minority, ethnic minorities, mixed race, biracial,
        multiracial, dual heritage, heritage, people of colour, people of color, person of colour, person of color,
        women of colour, women of color, bame, bipoc, skin colour, skin color, skin, black, white, brown,
        dark skinned, light skinned, asian, south asian, east asian, african, afro caribbean, african american,
        african caribbean, caribbean, west indian, windrush, caucasian, european, eastern european, latino, latina,
        latinx, hispanic, indigenous, aboriginal, aborigine, native american, first nations, inuit, maori, arab,
        arabic, arabian, persian, kurd, kurdish, turk, turkish, iranian, iraqi, syrian, afghan, palestinian, israeli,
        lebanese, egyptian, moroccan, algerian, tunisian, libyan, somali, sudanese, ethiopian, eritrean, kenyan,
        ugandan, nigerian, ghanaian, zimbabwean, south african, congolese, rwandan, jamaican, barbadian, trinidadian,
        guyanese, haitian, cuban, mexican, brazilian, colombian, argentinian, chinese, japanese, korean, vietnamese,
        thai, filipino, filipina, malaysian, indonesian, indian, pakistani, bangladeshi, bengali, sri lankan, tamil,
        nepali, nepalese, punjabi, gujarati, kashmiri, russian, ukrainian, polish, romanian, bulgarian, hungarian,
        czech, slovak, lithuanian, latvian, estonian, albanian, serbian, croatian, bosnian, greek, cypriot, italian,
        spanish, portuguese, french, german, dutch, belgian, swiss, austrian, danish, swedish, norwegian, finnish,
        icelandic, british, english, englishman, englishmen, englishwoman, englishwomen, scottish, scot, welsh, irish,
        northern irish, cornish, american, canadian, australian, new zealander, roma, romany, romani, gypsy, gypsies,
        traveller, irish traveller, sinti, refugee, asylum, asylum seeker, migrant, immigrant, immigration, emigrant,
        foreign, foreigner, foreign born, nationality, nationalities, africa, asia, europe, jamaica, nigeria, ghana,
        kenya, somalia, pakistan, india, bangladesh, china, japan, poland, romania, syria, afghanistan, ukraine, iraq,
        iran, israel, palestine, turkey, ireland, scotland, wales, england, vietnam, korea, hong kong,
        second generation, third generation, pole, afro
    """,
    "religion or belief": """
        religion, religious, faith, belief, interfaith, muslim, moslem, islam, islamic, islamist, sunni, shia, shiite,
        ahmadiyya, ahmadi, sufi, mosque, imam, koran, quran, ramadan, eid, hijab, niqab, burka, burqa, headscarf,
        halal, mecca, hajj, christian, christianity, church, catholic, catholicism, roman catholic, protestant,
        anglican, church of england, methodist, baptist, presbyterian, evangelical, pentecostal, orthodox, quaker,
        mormon, jehovah s witness, jehovah s witnesses, amish, jesus, christ, bible, crucifix, gospel, priest, vicar,
        bishop, pope, nun, monk, pastor, parish, chapel, cathedral, easter, christmas, lent, baptism, baptised,
        rosary, communion, sunday school, mass, jew, jewish, jewess, judaism, hasidic, haredi, synagogue, rabbi,
        torah, kosher, passover, hanukkah, chanukah, yom kippur, bar mitzvah, bat mitzvah, shabbat, sabbath, zionist,
        zionism, hindu, hinduism, diwali, temple, sikh, sikhism, gurdwara, turban, kirpan, vaisakhi, buddhist,
        buddhism, buddha, vesak, jain, jainism, bahai, baha i, zoroastrian, parsi, pagan, paganism, wiccan, druid,
        rastafarian, rasta, taoist, shinto, atheist, atheism, agnostic, agnosticism, humanist, humanism, secular,
        secularist, non religious, non believer, nonbeliever, believer, ethical vegan, god, allah, prayer, pray,
        prays, prayed, praying, worship, worshipper, congregation, clergy
    """,
    "sex": """
        sex, female, male, woman, women, man, men, girl, boy, lady, ladies, gentleman, gentlemen, guy, lad, lass,
        bloke, mother, mum, mom, mummy, father, dad, daddy, sister, brother, daughter, son, aunt, auntie, uncle,
        niece, nephew, grandmother, grandma, granny, gran, grandfather, grandpa, grandad, granddad, motherhood,
        fatherhood, womanhood, manhood, feminist, feminism, feminine, femininity, masculine, masculinity, menopause,
        menopausal, menstruation, menstrual, housewife, housewives, househusband, schoolgirl, schoolboy,
        businesswoman, businesswomen, businessman, businessmen, policewoman, policewomen, policeman, policemen,
        actress, actresses, chairwoman, chairman, womankind, she, her, hers, herself, he, him, his, himself, maternal,
        paternal, single mother, single mum, single father, single dad, stepmother, stepfather, mother in law,
        father in law, spokeswoman, spokesman, sportswoman, sportswomen, stepson, stepdaughter
    """,
    "sexual orientation": """
        gay, gays, gay man, gay men, gay woman, gay women, gay people, gay couple, openly gay, openly lesbian,
        openly bisexual, lesbian, lesbianism, bisexual, bisexuality, bi, pansexual, asexual, asexuality, aromantic,
        homosexual, homosexuality, heterosexual, heterosexuality, straight, queer, lgb, lgbt, lgbtq, lgbtqi, lgbtqia,
        lgbtqplus, sexual orientation, sexuality, sexual, same sex, opposite sex, same sex couple, pride, pride march,
        pride parade, pride flag, rainbow flag, coming out, came out, come out, comes out, out and proud, two mums,
        two dads, two mothers, two fathers, section 28
    """,
}
# The same in pictures: skin tones, flags of nations and of pride, places and signs of faith, the wheelchair, couples.
_PICTURES: Final = (
    *map(chr, range(0x1F3FB, 0x1F400)),
    *map(chr, range(0x1F1E6, 0x1F200)),
    *"🌈🏳⚧☪✡✝☦🕉☸🕎⛪🕌🕍🛕🕋♿🦽🦼🦯👬👭👫🤰🤱",
)
_ENDINGS: Final = ("", "s")


def _entries() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word -> the phrases that begin with it, longest first."""
    by_first: dict[str, set[tuple[str, ...]]] = {picture: {(picture,)} for picture in _PICTURES}
    for entries in GROUP_WORDS.values():
        for entry in " ".join(entries.split()).split(", "):
            words = tuple(entry.split())
            for ending in _ENDINGS:
                phrase = (*words[:-1], words[-1] + ending)
                by_first.setdefault(phrase[0], set()).add(phrase)
    for years in map(str, range(1, 111)):
        for phrase in (
            ("over", years),
            ("under", years),
            ("aged", years),
            (years, "year", "old"),
            (years, "years", "old"),
        ):
            by_first.setdefault(phrase[0], set()).add(phrase)
    return {first: tuple(sorted(phrases, key=lambda p: (-len(p), p))) for first, phrases in by_first.items()}


_BY_FIRST: Final = _entries()


def mark_groups(tokens: Sequence[str]) -> list[bool]:
    """For each token of a normalised text (words in small letters, pictures), whether it belongs to a group's name."""
    marks = [False] * len(tokens)
    free_from = 0  # a token belongs to one name only, the longest that begins first
    for place in [i for i, token in enumerate(tokens) if token in _BY_FIRST]:
        if place >= free_from:
            taken = _length_at(tokens, place)
            marks[place : place + taken] = [True] * taken
            free_from = place + taken
    return marks


def _length_at(tokens: Sequence[str], place: int) -> int:
    """How many tokens the longest group's name takes that begins here; 0 for none."""
    for phrase in _BY_FIRST[tokens[place]]:
        if len(phrase) == 1 or tuple(tokens[place : place + len(phrase)]) == phrase:
            return len(phrase)
    return 0
