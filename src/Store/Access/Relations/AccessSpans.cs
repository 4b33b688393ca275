namespace IntegrationHub.Store;

/// <summary>As few rows of access as say the same.</summary>
internal static class AccessSpans
{
    /// <summary>Joins spans that touch, and leaves out rows another one covers.</summary>
    public static IReadOnlyList<PatientAccess> Joined(IEnumerable<PatientAccess> rows)
    {
        var joined = new List<PatientAccess>();
        foreach (var group in rows.GroupBy(r => (r.Grantee, r.Custodian, r.Allows, r.Denies)))
        {
            PatientAccess? open = null;
            foreach (var row in group.OrderBy(r => r.From))
            {
                if (open is not null && row.From <= open.Until)
                {
                    open = row.Until > open.Until ? open with { Until = row.Until } : open;
                    continue;
                }

                if (open is not null)
                    joined.Add(open);
                open = row;
            }

            joined.Add(open!);
        }

        return
        [
            .. joined.Where(r => !joined.Exists(o => o != r && Covers(o, r)))
                .OrderBy(r => r.Grantee, StringComparer.Ordinal).ThenBy(r => r.Custodian, StringComparer.Ordinal)
                .ThenBy(r => r.From).ThenBy(r => r.Allows).ThenBy(r => r.Denies),
        ];
    }

    private static bool Covers(PatientAccess wide, PatientAccess narrow) =>
        wide.Grantee == narrow.Grantee && wide.Custodian == narrow.Custodian
        && wide.From <= narrow.From && wide.Until >= narrow.Until
        && (narrow.Allows & ~wide.Allows) == 0 && (narrow.Denies & ~wide.Denies) == 0;
}
