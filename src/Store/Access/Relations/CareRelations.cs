namespace IntegrationHub.Store;

/// <summary>Relations that no resource carries by itself, and what moves with a patient.</summary>
public static class CareRelations
{
    // Sources of the lost patient that are resources are written anew with it; referrals and glass only move.
    private const string Move = "update care_relation set patient_id = @to where patient_id = @from";

    private const string MoveRules = "update consent_rule set patient_id = @to where patient_id = @from";

    private const string MoveGlass = "update break_glass set patient_id = @to where patient_id = @from";

    /// <summary>The relations of a source are these from now on; access follows in the same transaction.</summary>
    /// <param name="tx">The transaction that changes the source.</param>
    /// <param name="source">Where they arise from, e.g. <c>ServiceRequest/1</c>.</param>
    /// <param name="rows">All of them; none: they have ended.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task PutAsync(
        HubTransaction tx, string source, IReadOnlyList<CareRelation> rows, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var change = new AccessChange();
        change.Relations(source, [.. rows.Where(r => r.From < r.Until)], isNew: false);
        return change.SaveAsync(tx, ct);
    }

    /// <summary>Plans a patient's access anew, e.g. after glass was broken.</summary>
    public static Task PlanAsync(HubTransaction tx, string patient, CancellationToken ct)
    {
        var change = new AccessChange();
        change.Plan(patient);
        return change.SaveAsync(tx, ct);
    }

    /// <summary>Two patients turned out to be one: everything moves.</summary>
    internal static async Task MoveAsync(HubTransaction tx, string from, string to, CancellationToken ct)
    {
        await AccessRows.LockAsync(tx, [from, to], ct);
        foreach (var sql in new[] { Move, MoveRules, MoveGlass })
            await tx.ExecuteAsync(sql, ct, ("@from", from), ("@to", to));
        var change = new AccessChange();
        change.Plan(from);
        change.Plan(to);
        await change.SaveAsync(tx, ct);
    }
}
