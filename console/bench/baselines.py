"""What the field does today, as answers to the same cases: keyword, price, not on the list, a linear text model."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.bench.figures import Answer
from console.bench.sets import Case
from leads_db.records import AuthorisedUser, Indication, Listing
from leads_db.register import Register
from pipelines.text.folding import fold

FOLDS = 5
SEED = 20261125


@dataclass(frozen=True, slots=True)
class Keywords:
    """Every protected form of every name, folded, the longest first."""

    forms: tuple[tuple[str, str], ...]
    """(form, slug)."""

    def find(self, listing: Listing) -> str | None:
        """The indication whose longest form stands anywhere in the listing's texts."""
        text = fold(page_text(listing))
        return next((slug for form, slug in self.forms if form in text), None)


def read_keywords(register: Register) -> Keywords:
    """The forms of a register."""
    forms = {fold(form.text): item.slug for item in register.indications.values() for form in item.names}
    return Keywords(tuple(sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0]))))


def page_text(listing: Listing) -> str:
    """All that a shopper can read, a field a line."""
    fields = (listing.title, listing.description, listing.shop_name, *listing.attributes.values(), *listing.image_texts)
    return "\n".join(field for field in fields if field)


def by_keyword(cases: Sequence[Case], keywords: Keywords) -> list[Answer]:
    """A hit is a lead."""
    return [_hit(keywords.find(case.listing), 1.0) for case in cases]


def by_keyword_and_price(cases: Sequence[Case], keywords: Keywords, register: Register) -> list[Answer]:
    """A hit is a lead when its price lies under half of the usual one; without a weight the price is taken as it is."""
    found = []
    for case in cases:
        slug = keywords.find(case.listing)
        cheap = slug is not None and _is_cheap(case.listing, register.indications[slug])
        found.append(_hit(slug, 1.0 if cheap else 0.4) if slug is None or cheap else Answer("insufficient", 0.4, slug))
    return found


def _is_cheap(listing: Listing, indication: Indication) -> bool:
    price = listing.price_cny
    if price is None or indication.price is None:
        return False
    weight = listing.net_weight_kg if indication.price.unit == "kg" else None
    return price / weight < indication.price.low_cny / 2 if weight else price < indication.price.low_cny / 2


def by_list(cases: Sequence[Case], keywords: Keywords, users: Sequence[AuthorisedUser]) -> list[Answer]:
    """A hit is a lead unless the operator stands on the list of users."""
    listed = {user.credit_code for user in users} | {user.name for user in users}
    found = []
    for case in cases:
        slug = keywords.find(case.listing)
        authorised = case.listing.operator_code in listed or case.listing.operator_name in listed
        found.append(Answer("lawful", 0.1, slug) if slug and authorised else _hit(slug, 0.9))
    return found


def _hit(slug: str | None, likelihood: float) -> Answer:
    return Answer("infringing", likelihood, slug) if slug else Answer("unrelated", 0.0)


def by_text_model(train: Sequence[Case], cases: Sequence[Case]) -> list[Answer]:
    """TF-IDF of character n-grams and a logistic linear model, fitted on `train`. Needs scikit-learn."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True, max_features=40_000),
        SGDClassifier(loss="log_loss", alpha=1e-5, class_weight="balanced", random_state=SEED),
    )
    model.fit([page_text(case.listing) for case in train], [case.truth.verdict for case in train])
    texts = [page_text(case.listing) for case in cases]
    place = list(model.classes_).index("infringing")
    chances = model.predict_proba(texts)
    return [Answer(str(said), float(chance[place])) for said, chance in zip(model.predict(texts), chances, strict=True)]


def by_folded_text_model(cases: Sequence[Case]) -> list[Answer]:
    """The same, five folds grouped by seller: no case is answered by a model that saw its seller."""
    from sklearn.model_selection import GroupKFold

    answers: list[Answer | None] = [None] * len(cases)
    groups = [case.seller for case in cases]
    folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=SEED)
    for known, unknown in folds.split(cases, groups=groups):
        told = by_text_model([cases[place] for place in known], [cases[place] for place in unknown])
        for place, answer in zip(unknown, told, strict=True):
            answers[place] = answer
    return [answer for answer in answers if answer is not None]
