"""What kinds of pages are called: in structured data, in addresses, by the programs that make them.

Tables only; how much each says is weighed in `service.normalize.not_article`.
"""

import re

# JSON-LD, microdata and OpenGraph types of pages that are something else, by what they are.
OTHER_TYPES = {
    "product": "product page",
    "productgroup": "product page",
    "individualproduct": "product page",
    "offer": "product page",
    "og:product": "product page",
    "og:product.item": "product page",
    "og:product.group": "listing",
    "discussionforumposting": "forum thread",
    "qapage": "forum thread",
    "question": "forum thread",
    "itemlist": "listing",
    "collectionpage": "listing",
    "offercatalog": "listing",
    "realestatelisting": "listing",
    "searchresultspage": "search results",
    "profilepage": "profile",
    "og:profile": "profile",
    "service": "service page",
    "aboutpage": "page about the site",
    "contactpage": "page about the site",
    "checkoutpage": "page about the site",
    "jobposting": "job advertisement",
    "softwareapplication": "product page",
    "webapplication": "product page",
    "mobileapplication": "product page",
    "apireference": "manual",
    "videoobject": "video page",
    "og:video.other": "video page",
    "og:video": "video page",
    "og:video.movie": "video page",
    "podcastepisode": "audio page",
}
CERTAIN_KINDS = frozenset({"product page", "forum thread", "job advertisement", "search results"})
# Kinds of businesses; many state their own on every page, so that it says little.
BUSINESSES = re.compile(
    r"business$|service$|contractor$|^(?:store|plumber|electrician|dentist|attorney|notary|hotel|restaurant|"
    r"medicalclinic|physician|hospital|bank|insuranceagency|realestateagent|travelagency|autorepair)$"
)
# Words of an address, as whole segments of its path, by what they lead to.
_PATHS = {
    "product page": "product products shop store dp itm cart pricing plans",
    "listing": (
        "category categories collection collections tag tags topic topics search archives listings directory "
        "catalog catalogue"
    ),
    "forum thread": (
        "forum forums thread threads viewtopic showthread viewthread discussions discussion questions"
    ),
    "manual": (
        "docs doc documentation manual reference api apidocs javadoc developer developers readthedocs "
        "knowledgebase kb"
    ),
    "service page": (
        "services our-services solutions practice-areas treatments about about-us contact contact-us careers"
    ),
    "video page": "video videos watch live tv",
    "login page": "login signin sign-in register account",
}
PATHS = {word: kind for kind, words in _PATHS.items() for word in words.split()}
# The first label of a host.
_HOSTS = {
    "product page": "shop store",
    "forum thread": "forum forums community discuss discussion discussions board boards bbs answers",
    "manual": "docs doc documentation developer developers api help support manual kb readthedocs",
}
HOSTS = {word: kind for kind, words in _HOSTS.items() for word in words.split()}
# Programs that make pages of one kind only.
GENERATORS = re.compile(
    r"(?P<forum>discourse|phpbb|vbulletin|xenforo|nodebb|flarum|mybb|simple machines|invision|"
    r"vanilla forums|askbot)|"
    r"(?P<manual>sphinx|mkdocs|docusaurus|gitbook|vuepress|vitepress|mdbook|doxygen|javadoc|antora)"
)
# What content systems (WordPress, WooCommerce, bbPress, Shopify, Magento, Drupal, Joomla, Stack Exchange,
# phpBB, XenForo, Read the Docs, Docusaurus) write into class and id of a page's root: whole words.
_MARKS = {
    "product page": "single-product template-product catalog-product-view product-template-default",
    "listing": (
        "archive post-type-archive search-results search-no-results tax-product_cat woocommerce-shop "
        "template-collection template-list-collections template-search template-blog catalog-category-view "
        "catalogsearch-result-index view-category view-categories"
    ),
    "home page": "home template-index cms-index-index path-frontpage",
    "forum thread": "question-page nsphpbb bbpress xf",
    "manual": "wy-body-for-nav docs-wrapper docs-doc-page",
}
MARKS = {word: kind for kind, words in _MARKS.items() for word in words.split()}
ARTICLE_MARKS = frozenset("single-post template-article view-article article-page node-type-article".split())
