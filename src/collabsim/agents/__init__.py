"""The people of the model as Mesa agents: NHS trusts, companies, AHSNs and leadership."""

from collabsim.agents.ahsn import AHSN
from collabsim.agents.company import Company
from collabsim.agents.leadership import Leadership, NationalLeadership, RegionalLeadership
from collabsim.agents.nhs_trust import NHSTrust
from collabsim.agents.project import Project

__all__ = [
    "AHSN",
    "Company",
    "Leadership",
    "NHSTrust",
    "NationalLeadership",
    "Project",
    "RegionalLeadership",
]
