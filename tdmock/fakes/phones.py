"""Phone numbers of each locale's country: accepted by phonenumbers, nobody's where the country reserves some.

A block is written with ``#`` for each free digit: ``+442079460###`` holds 1,000 numbers.
"""

from collections.abc import Callable
from functools import cache

_US_AREAS = """
    201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224 225 227 228 229 231
    234 235 239 240 248 251 252 253 254 256 260 262 267 269 270 272 274 276 279 281 283 301 302 303 304
    305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 324 325 326 327 329 330 331 332 334
    336 337 339 341 346 347 350 351 352 353 360 361 363 364 369 380 385 386 401 402 404 405 406 407 408
    409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 442 443 445 447 448 458 463 464 469
    470 472 475 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 531
    534 539 540 541 551 557 559 561 562 563 564 567 570 571 572 573 574 575 580 582 585 586 601 602 603
    605 606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 628 629 630 631 636 640 641 645 646
    650 651 656 657 659 660 661 662 667 669 678 680 681 682 686 689 701 702 703 704 706 707 708 712 713
    714 715 716 717 718 719 720 724 725 726 727 728 730 731 732 734 737 738 740 743 747 748 754 757 760
    762 763 765 769 770 771 772 773 774 775 779 781 785 786 801 802 803 804 805 806 808 810 812 813 814
    815 816 817 818 820 821 826 828 830 831 832 835 838 839 840 843 845 847 848 850 854 856 857 858 859
    860 862 863 864 865 870 872 878 901 903 904 906 907 908 909 910 912 913 914 915 916 917 918 919 920
    925 928 929 930 931 934 936 937 938 940 941 943 945 947 948 949 951 952 954 956 959 970 971 972 973
    975 978 979 980 983 984 985 986 989
"""
_CA_AREAS = """
    204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468
    474 506 514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825
    867 873 879 902 905 942
"""


def _fictional(areas: str) -> tuple[str, ...]:
    """555-0100 to 555-0199 of each area code: reserved for fiction in the North American plan."""
    return tuple(f"+1{area}55501##" for area in areas.split())


RESERVED = {
    "US": _fictional(_US_AREAS),
    "CA": _fictional(_CA_AREAS),
    # Ofcom, numbers for drama use. Its 01632 and 07700 900 blocks are left out: phonenumbers rejects them.
    "GB": (
        "+441134960###",
        "+441144960###",
        "+441164960###",
        "+441174960###",
        "+441184960###",
        "+441214960###",
        "+441314960###",
        "+441414960###",
        "+441514960###",
        "+441614960###",
        "+441914980###",
        "+442079460###",
        "+442890180###",
        "+442920180###",
        "+443069990###",
    ),
    # ACMA, numbers for radio, film and television.
    "AU": (
        "+6125550####",
        "+6127010####",
        "+6135550####",
        "+6137010####",
        "+6175550####",
        "+6177010####",
        "+6185550####",
        "+6187010####",
    ),
    # Bundesnetzagentur, numbers for media productions.
    "DE": ("+493023125###", "+496990009###", "+494066969###", "+492214710###", "+498999998###"),
    # ARCEP, numbers for audiovisual works. Its mobile block is left out: phonenumbers rejects it.
    "FR": ("+3319900####", "+3326191####", "+3335301####", "+3346571####", "+3353649####"),
    # PTS, numbers for books and films.
    "SE": ("+463139006##", "+464062804##", "+468465004##", "+469803192##"),
}
"""By country: the blocks that its regulator keeps free of subscribers."""

EXAMPLES = {
    "AE": "+97150123####",
    "AL": "+35567212####",
    "AM": "+3747712####",
    "AR": "+549112345####",
    "AT": "+4366412####",
    "AZ": "+99440123####",
    "BA": "+3876112####",
    "BD": "+880181234####",
    "BE": "+3245000####",
    "BG": "+3594301####",
    "BH": "+9733600####",
    "BR": "+551196123####",
    "CH": "+4178123####",
    "CL": "+5622123####",
    "CN": "+861312345####",
    "CO": "+57321123####",
    "CY": "+3579612####",
    "CZ": "+42060112####",
    "DK": "+453441####",
    "DZ": "+21355123####",
    "EE": "+3725123####",
    "EG": "+20100123####",
    "ES": "+3461234####",
    "ET": "+25191123####",
    "FI": "+35841234####",
    "GE": "+99555512####",
    "GH": "+23323123####",
    "GR": "+30691234####",
    "HR": "+38592123####",
    "HU": "+3620123####",
    "ID": "+6281234####",
    "IE": "+35385012####",
    "IL": "+97250234####",
    "IN": "+91812345####",
    "IR": "+98912345####",
    "IS": "+354611####",
    "IT": "+39312345####",
    "JO": "+96279012####",
    "JP": "+81901234####",
    "KE": "+25471212####",
    "KR": "+82102000####",
    "LI": "+42366023####",
    "LK": "+9471234####",
    "LT": "+3706123####",
    "LU": "+35262812####",
    "LV": "+3712123####",
    "MK": "+3897234####",
    "MT": "+3569696####",
    "MX": "+52222123####",
    "MY": "+6012345####",
    "NG": "+234802123####",
    "NL": "+3161234####",
    "NO": "+474061####",
    "NP": "+977984123####",
    "NZ": "+6421123####",
    "PH": "+63905123####",
    "PK": "+92301234####",
    "PL": "+4851234####",
    "PS": "+97059912####",
    "PT": "+35191234####",
    "RO": "+4071203####",
    "RU": "+7912345####",
    "SA": "+96651234####",
    "SI": "+3863123####",
    "SK": "+42191212####",
    "TH": "+6681234####",
    "TR": "+90501234####",
    "TW": "+88691234####",
    "TZ": "+25562123####",
    "UA": "+38050123####",
    "UZ": "+99891234####",
    "VE": "+58412123####",
    "VN": "+8491234####",
    "ZA": "+2771123####",
}
"""By country without such blocks, or whose blocks phonenumbers rejects (Ireland): the 10,000 numbers round
libphonenumber's own example of a mobile number. Some of these may belong to somebody: never call them."""

_COUNTRIES = {
    "ar_AA": "SA",
    "de": "DE",
    "en": "US",
    "en_MS": "MY",  # Faker's English of Malaysia
    "es": "ES",
    "fr_QC": "CA",
    "la": "IT",
    "sw": "TZ",
    "th": "TH",
}


def country(locale: str) -> str:
    """The two-letter code of a locale's country."""
    return _COUNTRIES.get(locale) or locale.rpartition("_")[2]


def dialler(locale: str) -> Callable[[int], str]:
    """A function from a draw to a phone number of the locale's country in E.164.

    A country that the tables lack (of a locale that Faker got later) has the fictional numbers of the US.
    """
    code = country(locale)
    blocks = (EXAMPLES[code],) if code in EXAMPLES else RESERVED.get(code, RESERVED["US"])
    stems = [block.rstrip("#") for block in blocks]
    endings = _endings(blocks[0].count("#"))  # all blocks of a country are of one size
    many, each = len(stems), len(endings)

    def phone(draw: int) -> str:
        return stems[draw % many] + endings[draw // many % each]

    return phone


@cache
def _endings(digits: int) -> tuple[str, ...]:
    return tuple(f"{number:0{digits}d}" for number in range(10**digits))
