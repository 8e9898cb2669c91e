"""The embedder that needs no download: cross-language latent semantic indexing.

Each entry's Chinese and English texts are merged into one training document; TF-IDF over words and character n-grams,
then a truncated SVD, put words of both languages that keep the same company into one space (Dumais et al., "Automatic
Cross-Language Retrieval Using Latent Semantic Indexing", 1997). Fitting needs scikit-learn; a query needs numpy alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.adapters.index.documents import FIELD_WEIGHTS, Corpus, Document
from service.adapters.index.lexical import Floats
from service.adapters.index.tokens import tokens

DIMENSIONS = 120
"""Of the latent space; 60 and 200 did worse on held-out questions."""
FEATURES_MAX = 60_000
"""Most features kept, the commonest first."""

_RUN = re.compile(r"[㐀-鿿]+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Latent:
    """The fitted space: number and idf of each feature, and the features' rows in it."""

    features: dict[str, int]
    idf: Floats
    rows: Floats

    def embed(self, folded: str, words: frozenset[str]) -> Floats:
        """A unit vector for a folded text; all zeros when none of its features is known."""
        counted = Counter(features(folded, words))
        known = [(self.features[name], count) for name, count in counted.items() if name in self.features]
        if not known:
            return np.zeros(self.rows.shape[1], np.float32)
        at = np.array([number for number, _ in known])
        weights = (1 + np.log(np.array([count for _, count in known], np.float32))) * self.idf[at]
        vector = weights @ self.rows[at]
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / length if length else vector, np.float32)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save; the features are saved beside them, in order."""
        return {"latent_idf": self.idf, "latent_rows": self.rows}


def latent_from(names: Sequence[str], arrays: dict[str, npt.NDArray[Any]]) -> Latent:
    """The space from what was saved."""
    return Latent({name: at for at, name in enumerate(names)}, arrays["latent_idf"], arrays["latent_rows"])


def features(folded: str, words: frozenset[str]) -> Iterator[str]:
    """Tokens, Chinese characters and trigrams, and 3- to 5-grams of Latin words with their borders marked."""
    for token in tokens(folded, words):
        yield f"w:{token}"
    for run in _RUN.findall(folded):
        if run[0] > "z":
            for char in run:
                yield f"c:{char}"
            for at in range(len(run) - 2):
                yield f"c:{run[at : at + 3]}"
        else:
            bordered = f"<{run}>"
            for length in (3, 4, 5):
                for at in range(len(bordered) - length + 1):
                    yield f"g:{bordered[at : at + length]}"


def fit_latent(corpus: Corpus) -> tuple[Latent, Floats]:
    """The space fitted to the corpus, and a unit vector for each document."""
    from sklearn.decomposition import TruncatedSVD  # slow to import; a query never needs it
    from sklearn.feature_extraction.text import TfidfVectorizer

    def analyze(document: Document) -> list[str]:
        return [
            feature
            for name, text in document.fields
            for feature in features(text, corpus.words)
            for _ in range(int(FIELD_WEIGHTS[name]))
        ]

    vectorizer = TfidfVectorizer(
        analyzer=analyze, min_df=min(2, len(corpus.documents)), max_features=FEATURES_MAX, sublinear_tf=True
    )
    weighted = vectorizer.fit_transform(corpus.documents)
    dimensions = min(DIMENSIONS, min(weighted.shape) - 1)
    svd = TruncatedSVD(max(1, dimensions), n_iter=4, random_state=0)
    vectors = svd.fit_transform(weighted)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    names = {str(name): int(at) for name, at in sorted(vectorizer.vocabulary_.items())}
    latent = Latent(names, vectorizer.idf_.astype(np.float32), np.ascontiguousarray(svd.components_.T, np.float32))
    return latent, np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)
