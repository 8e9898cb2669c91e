"""The embedder that needs no download: cross-language latent semantic indexing.

Each entry's Chinese and English texts are merged into one training document; TF-IDF over terms and Chinese characters,
then a truncated SVD, put words of both languages that keep the same company into one space (Dumais et al., "Automatic
Cross-Language Retrieval Using Latent Semantic Indexing", 1997). Fitting needs scikit-learn; a query needs numpy alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.adapters.index.documents import Document
from service.adapters.index.lexical import Floats

DIMENSIONS = 160
"""Of the latent space; 80 to 200 differ little on the tuning questions."""
FEWEST = 3
"""Documents below which words alone order as well."""
MANY = 20
"""Documents from which a feature has to stand in two of them to be kept."""
FEATURES_MAX = 60_000
"""Most features kept, the commonest first."""

_HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Latent:
    """The fitted space: number and idf of each feature, and the features' rows in it."""

    features: dict[str, int]
    idf: Floats
    rows: Floats

    def embed(self, folded: str, tokens: Iterable[str]) -> Floats:
        """A unit vector for a folded text and its tokens; all zeros when none of its features is known."""
        counted = Counter(features(folded, tokens))
        known = [(self.features[name], count) for name, count in counted.items() if name in self.features]
        if not known:
            return np.zeros(self.rows.shape[1], np.float32)
        at = np.array([number for number, _ in known])
        weights = (1 + np.log(np.array([count for _, count in known], np.float32))) * self.idf[at]
        vector = np.einsum("i,ij->j", weights, self.rows[at])
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / length if length else vector, np.float32)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save; the features are saved beside them, in order."""
        return {"latent_idf": self.idf, "latent_rows": self.rows}


def latent_from(names: Sequence[str], arrays: dict[str, npt.NDArray[Any]]) -> Latent:
    """The space from what was saved."""
    return Latent({name: at for at, name in enumerate(names)}, arrays["latent_idf"], arrays["latent_rows"])


def features(folded: str, tokens: Iterable[str]) -> Iterator[str]:
    """Tokens as they are, and single Chinese characters, marked."""
    yield from tokens
    for char in _HAN.findall(folded):
        yield f"'{char}"


def fit_latent(documents: Sequence[Document]) -> tuple[Latent, Floats] | None:
    """The space fitted to the documents, and a unit vector for each; None for too few documents to have one."""
    if len(documents) < FEWEST:
        return None
    from sklearn.decomposition import TruncatedSVD  # slow to import; a query never needs it
    from sklearn.feature_extraction.text import TfidfVectorizer
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped, unused-ignore]

    def analyze(document: Document) -> list[str]:
        return [feature for line in document.lines for feature in features(line.folded, line.tokens)]

    vectorizer = TfidfVectorizer(
        analyzer=analyze, min_df=2 if len(documents) >= MANY else 1, max_features=FEATURES_MAX, sublinear_tf=True
    )
    weighted = vectorizer.fit_transform(documents)
    svd = TruncatedSVD(max(1, min(DIMENSIONS, *(side - 1 for side in weighted.shape))), n_iter=4, random_state=0)
    with threadpool_limits(1):  # on shared cores several threads took 16 times as long as one
        vectors = svd.fit_transform(weighted)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    names = {str(name): int(at) for name, at in sorted(vectorizer.vocabulary_.items(), key=lambda item: item[1])}
    latent = Latent(names, vectorizer.idf_.astype(np.float32), np.ascontiguousarray(svd.components_.T, np.float32))
    return latent, np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)
