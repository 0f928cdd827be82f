"""The people of the model as Mesa agents: NHS trusts, companies, AHSNs and leadership."""

from collabsim.agents.actor import Actor
from collabsim.agents.actors import AHSN, Company, NationalLeadership, RegionalLeadership
from collabsim.agents.innovations import Innovation, Project
from collabsim.agents.nhs_trust import NHSTrust

__all__ = [
    "AHSN",
    "Actor",
    "Company",
    "Innovation",
    "NHSTrust",
    "NationalLeadership",
    "Project",
    "RegionalLeadership",
]
