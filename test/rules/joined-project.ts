/** A project in which everything hangs on something else: an edit anywhere changes what is found elsewhere. */
import type { Files } from './lint-files.ts';

export const joinedProject: Files = {
  '.gitlab-ci.yml': `include:
  - local: ci/base.yml
  - local: /ci/more-*.yml
  - local: ci/sometimes.yml
    rules:
      - if: $CI_COMMIT_BRANCH == "main"

stages: [prepare, build, test, deploy]

variables:
  IMAGE: registry.example.com/shop/web
  TAG: $CI_COMMIT_SHORT_SHA
  HOST: \${PREFIX}.example.com
  PREFIX: shop

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      variables:
        REPLICAS: "1"
    - if: $CI_COMMIT_BRANCH

.lines: &lines
  - echo "$HOST"
  - export COLOR=green

prepare:
  stage: prepare
  image: alpine:3.20
  script:
    - *lines
    - echo "VERSION=1" > build.env
    - envsubst < k8s/config.yaml > rendered/config.yaml
  artifacts:
    paths: [rendered/]
    reports:
      dotenv: build.env

build:
  stage: build
  extends: .docker
  needs: [prepare]
  script:
    - docker login -u "$CI_REGISTRY_USER" -p "$CI_REGISTRY_PASSWORD" registry.example.com
    - docker build -t "$IMAGE:$TAG" .
    - docker push "$IMAGE:$TAG"

test:
  stage: test
  image: $IMAGE:$TAG
  needs: [build]
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
  script:
    - npm test

deploy:
  stage: deploy
  extends: .deploy
  needs:
    - job: test
    - job: build
  environment: production
  script:
    - !reference [.deploy, script]
    - envsubst '$IMAGE $TAG $HOST' < k8s/web.yaml | kubectl apply -f -
    - kubectl apply -f rendered/config.yaml
    - kubectl rollout status deployment/web

deploy-more:
  stage: deploy
  extends: [.deploy]
  variables:
    TAG: latest
    COLOR: blue
  script:
    - ./deploy.sh k8s/web.yaml
    - kubectl apply -f k8s/config.yaml -f k8s/public.yaml

children:
  stage: deploy
  trigger:
    include:
      - local: ci/child.yml
`,
  'ci/base.yml': `default:
  tags: [docker]
  before_script:
    - echo "$REPLICAS"

.docker:
  image: docker:27
  services:
    - docker:26-dind
  variables:
    DOCKER_HOST: tcp://docker:2375
    DOCKER_TLS_CERTDIR: ""

.deploy:
  image: alpine/k8s:1.31.0
  before_script:
    - export KUBECONFIG="$KUBE_FILE"
  script:
    - kubectl create namespace shop
`,
  'ci/more-checks.yml': `lint:
  stage: test
  needs: []
  dependencies: [prepare]
  script:
    - echo checking: $VERSION
    - docker push $IMAGE

shellcheck:
  stage: test
  script:
    - shellcheck deploy.sh
  only: [main]
`,
  'ci/sometimes.yml': `test:
  variables:
    LEVEL: high
rare:
  stage: test
  needs: [lint]
  script: echo rare
`,
  'ci/child.yml': `stages: [one, two]
first:
  stage: one
  script:
    - kubectl apply -k overlay
second:
  stage: two
  needs: [first]
  script: [echo "$IMAGE"]
`,
  'deploy.sh': `#!/bin/sh
envsubst < "$1" > out.yaml
kubectl apply -f out.yaml
`,
  'k8s/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: \${REPLICAS}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web, color: $COLOR }
    spec:
      imagePullSecrets:
        - name: registry
      containers:
        - name: web
          image: \${IMAGE}:\${TAG}
          ports:
            - containerPort: 8000
          envFrom:
            - configMapRef: { name: web-settings }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: 8000
`,
  'k8s/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: web-settings
  namespace: shop
data:
  host: $HOST
  version: $VERSION
`,
  'k8s/public.yaml': `apiVersion: v1
kind: Service
metadata: { name: web-public, namespace: shop }
spec:
  type: NodePort
  selector: { app: web, color: $COLOR }
  ports:
    - port: 80
      targetPort: 8000
      nodePort: 30080
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  defaultBackend:
    service: { name: web, port: { number: 80 } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 1
  maxReplicas: 3
`,
  'overlay/kustomization.yaml': `resources:
  - ../k8s/config.yaml
images:
  - name: web
`,
  Dockerfile: `FROM node:22-alpine
COPY . /app
EXPOSE 8000
CMD ["node", "server.js"]
`,
  '.pipewright.yml': `rules:
  kubernetes/no-probes: off
variables:
  KUBE_FILE: { type: file }
  CI_REGISTRY_PASSWORD: { masked: true }
  SECRET: {}
cluster:
  version: "1.31"
ignore: [vendor/]
`,
};
