using IntegrationHub.Store;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>Who asks in the matrix.</summary>
public enum Asker
{
    System,
    ScopedSystem,
    Clinician,
    ReferralDesk,
    HospitalIt,
    Operations,
    Auditor,
    Administrator,
    Expired,
    Revoked,
    Nobody,
}

/// <summary>What the policy says of each cell, written down before anything is asked.</summary>
internal static class MatrixRule
{
    private const RecordClass Desk = RecordClass.Identity | RecordClass.Booking | RecordClass.Request
        | RecordClass.Visit | RecordClass.Document;

    private const RecordClass Sensitive = RecordClass.Hiv | RecordClass.Restricted;

    private const RecordClass Closed = RecordClass.Finance | RecordClass.Private | RecordClass.Governance;

    /// <summary>The scoped system may read and search observations only.</summary>
    public const string Scope = "system/Observation.rs";

    /// <summary>True: the caller has a valid token.</summary>
    public static bool IsKnown(Asker asker) => asker is not (Asker.Expired or Asker.Revoked or Asker.Nobody);

    /// <summary>May the record be seen?</summary>
    public static bool Sees(Asker asker, Standing standing, RecordClass record, Wish wish)
    {
        if (!IsKnown(asker) || (asker == Asker.ScopedSystem && !IsObservation(record)))
            return false;
        if (record == RecordClass.Open)
            return true;
        if (!RoleSees(asker, record))
            return false;
        return standing switch
        {
            Standing.Self => true,
            // The order that names it tells it of whom.
            Standing.Party => (NamesTown(record) || record == RecordClass.Identity)
                && wish is not (Wish.NobodyElse or Wish.NotThisMember),
            Standing.Related => IsOpened(record, wish),
            _ => false,
        };
    }

    /// <summary>Records of the world that name the town.</summary>
    public static bool NamesTown(RecordClass record) =>
        record is not (RecordClass.Identity or RecordClass.Visit or RecordClass.Private or RecordClass.Governance);

    private static bool IsObservation(RecordClass record) =>
        record is RecordClass.Result or RecordClass.Hiv or RecordClass.Restricted or RecordClass.VeryRestricted;

    private static bool IsOpened(RecordClass record, Wish wish) => wish switch
    {
        Wish.NobodyElse or Wish.NotThisMember => false,
        _ when (record & (Closed | RecordClass.VeryRestricted)) != 0 => false,
        _ when (record & Sensitive) != 0 => wish == Wish.AlsoSensitive,
        _ => true,
    };

    private static bool RoleSees(Asker asker, RecordClass record) => asker switch
    {
        Asker.System or Asker.ScopedSystem => true,
        Asker.Clinician => record != RecordClass.Finance,
        Asker.ReferralDesk => (record & ~Desk) == 0,
        _ => false,
    };
}
