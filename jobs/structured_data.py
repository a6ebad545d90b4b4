"""Offers as search engines read them: schema.org JobPosting, every property we have data for.

Only what the page itself shows is said: the final employer of an agency is not.
"""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Contract, Education, Remote, WorkingTime
from meilleursjobs.lib import geo, markdown

from .models import HoursPattern, Licence, Offer
from .nomenclatures import activity, occupations

# schema.org has its own short list; what has no equal there is left as OTHER.
EMPLOYMENT = {
    Contract.CDI: "FULL_TIME",
    Contract.CDD: "TEMPORARY",
    Contract.TEMP: "TEMPORARY",
    Contract.APPRENTICESHIP: "OTHER",
    Contract.PROFESSIONAL: "OTHER",
    Contract.INTERNSHIP: "INTERN",
    Contract.FREELANCE: "CONTRACTOR",
    Contract.SEASONAL: "TEMPORARY",
}
UNITS = {"an": "YEAR", "mois": "MONTH", "jour": "DAY", "heure": "HOUR"}
# Google's list for educationRequirements, from the French levels.
CREDENTIALS = {
    Education.Level.THREE: "professional certificate",
    Education.Level.FOUR: "high school",
    Education.Level.FIVE: "associate degree",
    Education.Level.SIX: "bachelor degree",
    Education.Level.SEVEN: "postgraduate degree",
    Education.Level.EIGHT: "postgraduate degree",
}
IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def absolute(path: str) -> str:
    """A path of this site as an address that others can open."""
    return f"{settings.SITE_URL}{path}"


def as_script(data: dict[str, Any]) -> SafeString:
    """JSON that cannot leave the <script type="application/ld+json"> it stands in."""
    text = json.dumps(data, ensure_ascii=False).translate(IN_SCRIPT)
    return mark_safe(text)  # noqa: S308 no sign that HTML reads is left


def job_posting(offer: Offer) -> dict[str, Any]:
    """The JobPosting of an offer read with its company and its places."""
    found = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": offer.title,
        "description": description(offer),
        "url": absolute(offer.get_absolute_url()),
        "identifier": {
            "@type": "PropertyValue",
            "name": offer.company.name,
            "value": offer.reference or str(offer.pk),
        },
        "datePosted": day(offer.published_at),
        "validThrough": offer.expires_at and offer.expires_at.isoformat(),
        "employmentType": employment(offer),
        "directApply": offer.apply_mode == Offer.ApplyMode.HERE,
        "hiringOrganization": organization(offer),
        "jobLocation": [place(one.commune_code) for one in known_places(offer)],
        "jobStartDate": offer.starts_on and offer.starts_on.isoformat(),
        "jobImmediateStart": offer.starts_on is None,
        "baseSalary": salary(offer),
        "incentiveCompensation": offer.pay_extra,
        "workHours": work_hours(offer),
        "industry": "" if offer.is_agency else activity(offer.company.naf),
        "inLanguage": "fr",
    }
    return {name: value for name, value in (found | required(offer)).items() if value not in
            (None, "", [], {})}  # fmt: skip


def day(moment: datetime | None) -> str | None:
    """The French day of a moment."""
    return timezone.localdate(moment).isoformat() if moment else None


def description(offer: Offer) -> str:
    """What the page says of the job and of the person, as HTML."""
    parts = [markdown.render(offer.description)]
    parts += [markdown.render(text) for text in (offer.profile, offer.process) if text]
    return "".join(parts)


def employment(offer: Offer) -> list[str]:
    """Contract and working time in schema.org's words."""
    kind = EMPLOYMENT[Contract(offer.contract)]
    part = offer.working_time == WorkingTime.PART
    if offer.contract == Contract.CDI:
        return ["PART_TIME" if part else "FULL_TIME"]
    return [kind, "PART_TIME" if part else "FULL_TIME"]


def organization(offer: Offer) -> dict[str, Any]:
    """Who publishes, with the pages that show who they are."""
    company = offer.company
    found: dict[str, Any] = {
        "@type": "Organization",
        "name": company.name,
        "url": absolute(company.get_absolute_url()),
    }
    if company.website:
        found["sameAs"] = company.website
    if company.logo:
        found["logo"] = absolute(reverse("company_logo", args=[company.slug]))
    return found


def known_places(offer: Offer) -> list[Any]:
    """The places whose commune still exists, the first one shown first."""
    return [one for one in offer.places.all() if geo.current_code(one.commune_code)]


def place(code: str) -> dict[str, Any]:
    """A commune as a Place."""
    commune = geo.commune(code)
    department = geo.department(commune.department)
    address = {
        "@type": "PostalAddress",
        "addressLocality": commune.city,
        "addressRegion": department.region_name,
        "addressCountry": "FR",
    }
    if commune.postal_codes:
        address["postalCode"] = commune.postal_codes[0]
    point = {"@type": "GeoCoordinates", "latitude": commune.lat, "longitude": commune.lon}
    return {"@type": "Place", "address": address, "geo": point}


def salary(offer: Offer) -> dict[str, Any] | None:
    """The range as it is offered; nothing when the amounts are net: engines read them as gross."""
    low, high = offer.pay_min, offer.pay_max
    if (low is None and high is None) or offer.pay_is_net:
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": UNITS[offer.pay_period]}
    if low is not None and low == high:
        value["value"] = float(low)
    else:
        value |= {"minValue": float(low)} if low is not None else {}
        value |= {"maxValue": float(high)} if high is not None else {}
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value}


def work_hours(offer: Offer) -> str:
    """« 35 h par semaine, en journée », as far as it is known."""
    parts = [f"{offer.weekly_hours.normalize():f} h par semaine"] if offer.weekly_hours else []
    return ", ".join([*parts, *(str(HoursPattern(code).label) for code in offer.hours)])


def required(offer: Offer) -> dict[str, Any]:
    """What is asked of the person, and where they may work from."""
    found: dict[str, Any] = {"jobBenefits": ", ".join(offer.benefits)}
    occupation = occupations().get(offer.occupation)
    if occupation:
        found["occupationalCategory"] = {
            "@type": "CategoryCode",
            "inCodeSet": "ROME",
            "codeValue": occupation.code,
            "name": occupation.label,
        }
    if offer.remote == Remote.FULL:
        found["jobLocationType"] = "TELECOMMUTE"
        found["applicantLocationRequirements"] = {"@type": "Country", "name": "France"}
    if offer.experience_years:
        found["experienceRequirements"] = {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": offer.experience_years * 12,
        }
    else:
        found["experienceRequirements"] = "no requirements"
    if offer.diploma in CREDENTIALS:
        found["educationRequirements"] = {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": CREDENTIALS[Education.Level(offer.diploma)],
        }
    else:
        found["educationRequirements"] = "no requirements"
    found["skills"] = ", ".join(offer.skills)
    found["qualifications"] = ", ".join(str(Licence(code).label) for code in offer.licences)
    return found
