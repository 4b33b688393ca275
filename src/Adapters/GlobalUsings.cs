global using FhirTask = Hl7.Fhir.Model.Task;
global using FhirTaskStatus = Hl7.Fhir.Model.Task.TaskStatus;
