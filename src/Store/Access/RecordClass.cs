namespace IntegrationHub.Store;

/// <summary>
/// What kind of record a resource is, and how sensitive: bits that a reader must be allowed, all of them. Kept as
/// <c>resource.needs</c>; no bit at all means open to every caller with a token (docs/security.md, "classes").
/// </summary>
[Flags]
public enum RecordClass : long
{
    /// <summary>Open to every caller: organisations, practitioners, slots, terminology, profiles.</summary>
    Open = 0,

    /// <summary>Who the patient is: Patient, RelatedPerson, Person, Coverage.</summary>
    Identity = 1 << 0,

    /// <summary>Appointments and answers to them.</summary>
    Booking = 1 << 1,

    /// <summary>Referrals and orders and the tasks that carry them out.</summary>
    Request = 1 << 2,

    /// <summary>Visits, episodes of care, contracts with a family doctor.</summary>
    Visit = 1 << 3,

    /// <summary>Reports, observations, specimens, imaging studies.</summary>
    Result = 1 << 4,

    /// <summary>Documents and their content.</summary>
    Document = 1 << 5,

    /// <summary>Conditions, allergies, procedures, plans: the clinical record.</summary>
    Clinical = 1 << 6,

    /// <summary>Medication.</summary>
    Medication = 1 << 7,

    /// <summary>Claims, accounts, invoices.</summary>
    Finance = 1 << 8,

    /// <summary>Consents, provenance, audit events of clients: records about records.</summary>
    Governance = 1 << 9,

    /// <summary>Everything else: seen by its custodian and its parties only.</summary>
    Private = 1 << 10,

    /// <summary>Mental health (ICD-10 F00–F99 …). Sensitive.</summary>
    MentalHealth = 1 << 16,

    /// <summary>HIV and AIDS. Sensitive.</summary>
    Hiv = 1 << 17,

    /// <summary>Sexually transmitted diseases. Sensitive.</summary>
    SexualHealth = 1 << 18,

    /// <summary>Dependence on alcohol and other substances. Sensitive.</summary>
    Substance = 1 << 19,

    /// <summary>Genetic findings. Sensitive.</summary>
    Genetic = 1 << 20,

    /// <summary>Termination of pregnancy, contraception, assisted reproduction. Sensitive.</summary>
    Reproductive = 1 << 21,

    /// <summary>Violence and abuse. Sensitive.</summary>
    Abuse = 1 << 22,

    /// <summary>Marked restricted (<c>R</c>) by its custodian. Sensitive.</summary>
    Restricted = 1 << 23,

    /// <summary>Marked very restricted (<c>V</c>): its custodian's alone, no broken glass opens it.</summary>
    VeryRestricted = 1 << 24,

    /// <summary>Stored before records had classes and not looked at yet: its custodian's alone.</summary>
    Unlabelled = 1L << 40,
}
