using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>OML^O21 for the laboratory, ORM^O01 for all else and before version 2.5: PID [NK1] [PV1] ORC [TQ1] OBR
/// {NTE} {DG1} {SPM}.</summary>
internal static class OrderMessage
{
    public static void Write(Draft draft)
    {
        if (draft.Focus<ServiceRequest>() is not { } order)
            return;
        var specimens = order.Specimen.Select(draft.Find<Specimen>).OfType<Specimen>().ToList();
        var isLaboratory = IsLaboratory(draft, order, specimens.Count > 0);
        MshRows.Write(draft, isLaboratory ? new("OML", "O21", "OML_O21") : new("ORM", "O01", "ORM_O01"));
        PidRows.Write(draft, order.Subject, "ServiceRequest.subject");
        Pv1Rows.Write(draft, order.Encounter);
        Check(draft, order);
        OrcRows.Order.Write(draft, order);
        if (isLaboratory)
            OrcRows.Timing.Write(draft, order);
        ObrRows.Order.Write(draft, order);
        NteRows.Write(draft, order.Note);
        Dg1Rows.Write(draft);
        StandaloneSegments.Write(draft, order.SupportingInfo);
        if (isLaboratory)
            SpmRows.Write(draft, specimens);
    }

    private static void Check(Draft draft, ServiceRequest order)
    {
        if (Numbers.Find(order.Identifier, Kinds.Placer, "PLAC") is null)
            draft.Missing("ServiceRequest.identifier", "The placer's order number");
        if (order.Code is null)
            draft.Missing("ServiceRequest.code", "What is ordered");
    }

    private static bool IsLaboratory(Draft draft, ServiceRequest order, bool hasSpecimen)
    {
        if (!draft.IsAtLeast(2, 5))
            return false;
        if (draft.Delivery.Trigger is "O21" or "O01")
            return draft.Delivery.Trigger is "O21";
        return hasSpecimen || order.Category.SelectMany(c => c.Coding).Any(c => c.Code
            is "LAB" or "laboratory" or "HM" or "CH" or "MB" or "BLB" or "IMM" or "SR" or "108252007");
    }
}
