using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>One resident from what many members know of them: newest value per field, every identifier.</summary>
internal static class Demographics
{
    /// <summary>Takes over what <paramref name="incoming"/> knows better than <paramref name="golden"/>.</summary>
    /// <param name="golden">The resident as stored; changed in place.</param>
    /// <param name="times">When each field of it was last said; changed in place.</param>
    /// <param name="incoming">The patient as one member sends it.</param>
    /// <param name="at">When the source says it happened.</param>
    /// <param name="member">The member that sends it: assigner of identifiers that name none.</param>
    public static void Take(Patient golden, FieldTimes times, Patient incoming, DateTimeOffset at, string member)
    {
        foreach (var field in DemographicField.Of(incoming))
        {
            if (at < times[field.Name])
                continue;
            field.Copy(incoming, golden);
            times.Set(field.Name, at);
        }

        TakeIdentifiers(golden, incoming, member);
    }

    /// <summary>Two residents turned out to be one: the survivor takes what the other knew better.</summary>
    public static void Absorb(Patient survivor, FieldTimes times, Patient loser, FieldTimes loserTimes)
    {
        foreach (var field in DemographicField.Of(loser))
        {
            if (loserTimes[field.Name] <= times[field.Name] && field.Has(survivor))
                continue;
            field.Copy(loser, survivor);
            times.Set(field.Name, loserTimes[field.Name]);
        }

        TakeIdentifiers(survivor, loser, null);
        Link(survivor, loser.Id!, Patient.LinkType.Replaces);
        loser.Active = false;
        Link(loser, survivor.Id!, Patient.LinkType.ReplacedBy);
    }

    private static void TakeIdentifiers(Patient golden, Patient incoming, string? member)
    {
        foreach (var identifier in incoming.Identifier)
        {
            if (golden.Identifier.Exists(i => i.System == identifier.System && i.Value == identifier.Value))
                continue;
            if (member is not null)
                identifier.Assigner ??= new ResourceReference("Organization/" + member);
            golden.Identifier.Add(identifier);
        }
    }

    private static void Link(Patient patient, string other, Patient.LinkType type)
    {
        var reference = "Patient/" + other;
        if (!patient.Link.Exists(l => l.Type == type && l.Other.Reference == reference))
            patient.Link.Add(new() { Other = new ResourceReference(reference), Type = type });
    }
}
