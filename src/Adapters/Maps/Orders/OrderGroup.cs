using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>One order on its way: ServiceRequest and the Task of who is to carry it out.</summary>
internal sealed class OrderGroup
{
    private readonly Scope scope;
    private readonly ServiceRequest order;
    private readonly FhirTask task;
    private readonly Hl7Segment orc;
    private readonly OrderNumbers numbers;
    private Hl7Segment? obr;
    private Observation? last;
    private Specimen? specimen;
    private ObservationKeys? keys;

    private OrderGroup(Scope scope, Hl7Segment orc, OrderNumbers numbers)
    {
        (this.scope, this.orc, this.numbers) = (scope, orc, numbers);
        order = new ServiceRequest
        {
            Intent = RequestIntent.Order,
            Subject = scope.Patient,
            Encounter = scope.Encounter,
        };
        task = new FhirTask
        {
            Intent = FhirTask.TaskIntent.Order,
            Code = new(FhirNames.TaskCode, "order"),
            For = scope.Patient,
            Encounter = scope.Encounter,
        };
    }

    public bool HasDetail => obr is not null;

    private ResourceReference? Reference { get; set; }

    private string Number { get; set; } = "";

    /// <summary>Begins an order; without any number it is refused.</summary>
    /// <param name="scope">The conversion.</param>
    /// <param name="orc">Its ORC, shared by several OBR in some messages.</param>
    /// <param name="obr">Its OBR, when it comes at once.</param>
    /// <param name="first">False for further OBR under one ORC: the ORC's own number is not theirs alone.</param>
    public static OrderGroup Begin(Scope scope, Hl7Segment orc, Hl7Segment? obr, bool first)
    {
        var own = OrderNumbers.Read(scope, first || obr is null ? orc : null, obr);
        var group = new OrderGroup(scope, orc, own.Identity is null ? OrderNumbers.Read(scope, orc, obr) : own);
        if (group.numbers.Identity is null)
            scope.Missing(orc.Name == "ORC" ? orc[2] : orc[3], "The placer or filler order number");
        if (orc.Name == "ORC")
        {
            OrcMap.Order.Read(orc, group.order, scope);
            OrcMap.Task.Read(orc, group.task, scope);
        }

        if (obr is not null)
            group.AddDetail(obr);
        return group;
    }

    public void AddDetail(Hl7Segment detail)
    {
        obr = detail;
        ObrMap.Order.Read(detail, order, scope);
    }

    public void AddTiming(Hl7Segment tq1) => Tq1Map.Order.Read(tq1, order, scope);

    public void AddNote(Hl7Segment nte)
    {
        var note = new Annotation();
        NteMap.Rows.Read(nte, note, scope, last is null ? "ServiceRequest.note" : "Observation.note");
        if (note.Text is not null)
            (last?.Note ?? order.Note).Add(note);
    }

    public void AddDiagnosis(Hl7Segment dg1) =>
        order.ReasonReference.AddRange(VisitReader.ReadDiagnoses(scope, [dg1], Put().Value));

    public void AddObservation(Hl7Segment obx) =>
        order.SupportingInfo.AddRange(StandaloneObx.Read(scope, obx, keys ??= new(scope, Put().Value), out last));

    public void AddSpecimen(Hl7Segment spm) =>
        order.Specimen.Add(SpecimenReader.Read(scope, spm, Put().Value, Put().Reference, out specimen));

    /// <summary>Everything of the order is read: who asks and who is to do it.</summary>
    public void Close()
    {
        var (reference, number) = Put();
        if (obr is not null && order.Specimen.Count == 1)
            SpecimenReader.Complete(scope, obr, specimen!);
        else if (obr is not null && order.Specimen.Count == 0
            && SpecimenReader.ReadOrder(scope, obr, number, reference) is { } only)
            order.Specimen.Add(only);
        if (numbers.Identity is not { } identity)
            return;
        var owner = OwnerOf();
        if (order.Performer.Count == 0)
            order.Performer.Add(owner);
        task.Focus = reference;
        task.Requester ??= RequesterOf();
        task.Owner = owner;
        task.LastModifiedElement = orc.Name == "ORC" ? task.AuthoredOnElement : null;
        task.Priority = order.Priority;
        var system = identity.System + "-" + Kinds.Task;
        task.Identifier.Add(new(system, number));
        scope.Draft.Put(task, system, number);
    }

    private (ResourceReference Reference, string Value) Put()
    {
        if (Reference is not null)
            return (Reference, Number);
        if (numbers.Identity is not { } identity)
            return (Reference = new ResourceReference(), "");
        var number = identity.Value;
        if (scope.Draft.Holds("ServiceRequest", identity.System, number))
            number = $"{number}/{order.Code?.Coding.FirstOrDefault()?.Code}";
        for (var copy = 2; scope.Draft.Holds("ServiceRequest", identity.System, number); copy++)
            number = $"{identity.Value}/{copy}";
        if (!order.Identifier.Exists(i => i.System == identity.System && i.Value == number))
            order.Identifier.Insert(0, new(identity.System, number));
        Number = number;
        return (Reference = scope.Draft.Put(order, identity.System, number), number);
    }

    // The receiving facility is to carry it out; what a filler says about another's order is said by the filler.
    private ResourceReference OwnerOf()
    {
        if (IsFromFiller())
            return scope.Custodian;
        var receiver = scope.Context.Members.FindByFacility(scope.Message.Header.ReceivingFacility);
        return receiver is null ? scope.Custodian : new ResourceReference("Organization/" + receiver.Id);
    }

    private ResourceReference RequesterOf() => Placer() is { } placer
        ? new ResourceReference("Organization/" + placer.Id)
        : scope.Custodian;

    private bool IsFromFiller() => Placer() is { } placer && placer.Id != scope.Context.Member;

    private Member? Placer()
    {
        var namespaced = Ei.Read(orc[2]).NamespaceId ?? (obr is null ? null : Ei.Read(obr[2]).NamespaceId);
        return scope.Context.Members.FindByFacility(namespaced);
    }
}
