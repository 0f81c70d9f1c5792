/** Request and answer of the page "Creates a note activity for a conversation". */
export const createNoteBody = `
{
  "text": "<string>"
}
`

export const createdNote = `{
  "id": "<string>",
  "activityCategory": "<string>",
  "conversationId": "<string>",
  "leadId": "<string>",
  "summary": "<string>",
  "direction": "<string>",
  "status": {},
  "statusReason": "<string>",
  "isWarmup": true,
  "trafficType": {},
  "scheduledFor": "2023-11-07T05:31:56Z",
  "scheduledReason": "<string>",
  "canceledAt": "2023-11-07T05:31:56Z",
  "cancelReason": "<string>",
  "createdAt": "2023-11-07T05:31:56Z",
  "createdBy": "<string>"
}`

/** The answer of the page "List inbox conversations for a lead". */
export const conversationsOfLead = `{
  "items": [
    {
      "id": "<string>",
      "leadId": "<string>",
      "firstName": "<string>",
      "lastName": "<string>",
      "lastSnippet": "<string>",
      "lastEventAt": "2023-11-07T05:31:56Z",
      "statusReason": "<string>",
      "archivedAt": "2023-11-07T05:31:56Z",
      "archiveReason": "<unknown>",
      "isArchived": true,
      "currentDisposition": {
        "id": "<string>",
        "outcome": "<string>",
        "displayName": "<string>",
        "changedAt": "2023-11-07T05:31:56Z",
        "changedByUserId": "<string>",
        "changedByAutomationId": "<string>"
      },
      "nextStep": "<string>",
      "isUnread": true,
      "phoneNumber": {
        "id": "<string>",
        "name": "<string>",
        "value": "<string>"
      },
      "outboundPhoneNumberOverrideId": "<string>",
      "activeOutboundPhoneNumberId": "<string>"
    }
  ],
  "pageSize": "<string>",
  "totalCount": "<string>",
  "continuationToken": "<string>"
}`

/** The answer of the page "Get full lead activity event payload by ID". */
export const eventDetail = `{
  "eventType": "<string>",
  "secondaryEventType": "<string>",
  "description": "<string>",
  "eventCategory": "<string>",
  "activityCategory": "<string>",
  "conversationId": "<string>",
  "summary": "<string>",
  "direction": "<string>",
  "user": {
    "id": "<string>",
    "name": "<string>"
  },
  "userId": "<string>",
  "leadId": "<string>",
  "id": "<string>",
  "createdAt": "2023-11-07T05:31:56Z",
  "modifiedAt": "2023-11-07T05:31:56Z"
}`
