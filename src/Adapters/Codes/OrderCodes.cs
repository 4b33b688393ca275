using System.Collections.Frozen;
using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.RequestStatus;

namespace IntegrationHub.Adapters;

/// <summary>What an order control code makes of the order and of the work on it.</summary>
internal readonly record struct OrderState(RequestStatus Request, FhirTaskStatus Task);

/// <summary>Codes about orders.</summary>
internal static class OrderCodes
{
    /// <summary>Table 0119, ORC-1.</summary>
    private static readonly FrozenDictionary<string, OrderState> Controls = new Dictionary<string, OrderState>
    {
        ["NW"] = new(Active, FhirTaskStatus.Requested),
        ["SN"] = new(Active, FhirTaskStatus.Requested),
        ["XO"] = new(Active, FhirTaskStatus.Requested),
        ["XX"] = new(Active, FhirTaskStatus.Accepted),
        ["XR"] = new(Active, FhirTaskStatus.Accepted),
        ["OK"] = new(Active, FhirTaskStatus.Accepted),
        ["NA"] = new(Active, FhirTaskStatus.Accepted),
        ["RE"] = new(Active, FhirTaskStatus.InProgress),
        ["RL"] = new(Active, FhirTaskStatus.Requested),
        ["OE"] = new(Active, FhirTaskStatus.Accepted),
        ["HD"] = new(OnHold, FhirTaskStatus.OnHold),
        ["OH"] = new(OnHold, FhirTaskStatus.OnHold),
        ["HR"] = new(OnHold, FhirTaskStatus.OnHold),
        ["CA"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["CR"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["OC"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["DC"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["DR"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["OD"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["UA"] = new(Revoked, FhirTaskStatus.Rejected),
        ["RP"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["RU"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["RO"] = new(Active, FhirTaskStatus.Requested),
    }.ToFrozenDictionary();

    /// <summary>Table 0038, ORC-5: the state itself, told by SC and SR.</summary>
    private static readonly FrozenDictionary<string, OrderState> Statuses = new Dictionary<string, OrderState>
    {
        ["A"] = new(Active, FhirTaskStatus.InProgress),
        ["CA"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["CM"] = new(Completed, FhirTaskStatus.Completed),
        ["DC"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["ER"] = new(Active, FhirTaskStatus.Failed),
        ["HD"] = new(OnHold, FhirTaskStatus.OnHold),
        ["IP"] = new(Active, FhirTaskStatus.InProgress),
        ["RP"] = new(Revoked, FhirTaskStatus.Cancelled),
        ["SC"] = new(Active, FhirTaskStatus.Accepted),
    }.ToFrozenDictionary();

    /// <summary>Table 0485 and its predecessors.</summary>
    public static readonly CodeMap<RequestPriority> Priorities = new("table 0485", RequestPriority.Routine,
    [
        new("S", RequestPriority.Stat),
        new("STAT", RequestPriority.Stat),
        new("A", RequestPriority.Asap),
        new("ASAP", RequestPriority.Asap),
        new("T", RequestPriority.Urgent),
        new("U", RequestPriority.Urgent),
        new("R", RequestPriority.Routine),
        new("P", RequestPriority.Routine),
        new("C", RequestPriority.Routine),
        new("PRN", RequestPriority.Routine),
    ]);

    /// <summary>The state two codes together mean, or null when the table knows neither.</summary>
    /// <param name="control">ORC-1.</param>
    /// <param name="status">ORC-5, which decides for SC and SR.</param>
    public static OrderState? StateOf(string control, string? status)
    {
        if (control is "SC" or "SR")
            return status is not null && Statuses.TryGetValue(status, out var told) ? told : null;
        return Controls.TryGetValue(control, out var state) ? state : null;
    }
}
