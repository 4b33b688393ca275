namespace IntegrationHub.Store;

/// <summary>Sets of <see cref="RecordClass"/>.</summary>
public static class RecordClasses
{
    /// <summary>The ordinary classes of a patient's record.</summary>
    public const RecordClass Ordinary = RecordClass.Identity | RecordClass.Booking | RecordClass.Request
        | RecordClass.Visit | RecordClass.Result | RecordClass.Document | RecordClass.Clinical | RecordClass.Medication;

    /// <summary>Sensitive ones: a care relation alone never opens them.</summary>
    public const RecordClass Sensitive = RecordClass.MentalHealth | RecordClass.Hiv | RecordClass.SexualHealth
        | RecordClass.Substance | RecordClass.Genetic | RecordClass.Reproductive | RecordClass.Abuse
        | RecordClass.Restricted;

    /// <summary>What broken glass opens.</summary>
    public const RecordClass BrokenGlass = Ordinary | Sensitive;

    /// <summary>Everything a custodian's own system may see.</summary>
    public const RecordClass All = Ordinary | Sensitive | RecordClass.Finance | RecordClass.Governance
        | RecordClass.Private | RecordClass.VeryRestricted | RecordClass.Unlabelled;
}
